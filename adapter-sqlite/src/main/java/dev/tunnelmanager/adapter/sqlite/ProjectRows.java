package dev.tunnelmanager.adapter.sqlite;

import dev.tunnelmanager.domain.ownership.Project;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.ownership.TokenHash;
import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.port.PortRange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** The tables projects and project_suffixes. */
final class ProjectRows {

    private static final String COLUMNS = "name, first_port, last_port, quota, token_hash, created_at";

    private final Session session;

    ProjectRows(Session session) {
        this.session = session;
    }

    Optional<Project> project(ProjectName name) {
        List<String> suffixes = session
                .query("SELECT suffix FROM project_suffixes WHERE project = :project ORDER BY position")
                .bind("project", name.text()).map((rs, c) -> rs.getString("suffix")).list();
        return session.query("SELECT " + COLUMNS + " FROM projects WHERE name = :name").bind("name", name.text())
                .map(Columns.understood("projects", (rs, c) -> project(rs, suffixes))).findOne();
    }

    List<Project> projects() {
        Map<String, List<String>> suffixes = session
                .query("SELECT project, suffix FROM project_suffixes ORDER BY project, position")
                .map((rs, c) -> Map.entry(rs.getString("project"), rs.getString("suffix"))).list().stream()
                .collect(Collectors.groupingBy(Map.Entry::getKey,
                        Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
        return session.query("SELECT " + COLUMNS + " FROM projects ORDER BY name").map(Columns.understood("projects",
                (rs, c) -> project(rs, suffixes.getOrDefault(rs.getString("name"), List.of())))).list();
    }

    void put(Project project) {
        String name = project.name().text();
        session.update("""
                INSERT INTO projects (name, first_port, last_port, quota, token_hash, created_at)
                VALUES (:name, :first, :last, :quota, :hash, :created)
                ON CONFLICT (name) DO UPDATE SET first_port = excluded.first_port, last_port = excluded.last_port,
                    quota = excluded.quota, token_hash = excluded.token_hash, created_at = excluded.created_at
                """).bind("name", name).bind("first", Columns.orNull(project.ports().map(r -> r.first().value())))
                .bind("last", Columns.orNull(project.ports().map(r -> r.last().value())))
                .bind("quota", project.quota().isPresent() ? project.quota().getAsInt() : null)
                .bind("hash", Columns.orNull(project.tokenHash().map(TokenHash::text)))
                .bind("created", project.createdAt().toEpochMilli()).execute();
        session.update("DELETE FROM project_suffixes WHERE project = :project").bind("project", name).execute();
        Columns.putLines(session,
                "INSERT INTO project_suffixes (project, position, suffix) VALUES (:of, :position, :line)", name,
                project.suffixes());
    }

    private static Project project(ResultSet rs, List<String> suffixes) throws SQLException {
        OptionalInt first = Columns.optionalInt(rs, "first_port");
        Optional<PortRange> ports = first.isEmpty()
                ? Optional.empty()
                : Optional.of(new PortRange(PortNumber.of(first.getAsInt()), PortNumber.of(rs.getInt("last_port"))));
        return new Project(new ProjectName(rs.getString("name")), ports, Columns.optionalInt(rs, "quota"), suffixes,
                Columns.optional(rs, "token_hash").map(TokenHash::new), Columns.instant(rs, "created_at"));
    }
}
