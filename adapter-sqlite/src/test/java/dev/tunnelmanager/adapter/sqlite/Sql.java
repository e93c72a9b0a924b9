package dev.tunnelmanager.adapter.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What another program would see of a database file, or do to it. */
final class Sql {

    /** Runs a script on the database at {@code file}, which it makes if it is missing. */
    static void run(Path file, String script) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(script);
        }
    }

    /** Returns the first column of the first row as text. */
    static String ask(Path file, String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(query)) {
            return answer.next() ? String.valueOf(answer.getString(1)) : "no row";
        }
    }

    /** Returns one column of every row, a line each. */
    static String askAll(Path file, String query, String column) throws SQLException {
        StringBuilder lines = new StringBuilder();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(query)) {
            while (answer.next()) {
                lines.append(answer.getString(column)).append('\n');
            }
        }
        return lines.toString();
    }

    private Sql() {}
}
