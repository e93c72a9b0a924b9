package dev.tunnelmanager.adapter.host;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;

/** Commits one row to an SQLite database for each line of standard input. */
final class CommittingProcess {

    private CommittingProcess() {}

    public static void main(String[] arguments) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + arguments[0]);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = FULL");
            statement.execute("CREATE TABLE IF NOT EXISTS change (number INTEGER)");
            out.println("ready");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                statement.execute("INSERT INTO change (number) VALUES (" + Integer.parseInt(line) + ")");
            }
        }
    }
}
