package dev.tunnelmanager.adapter.sqlite;

import dev.tunnelmanager.domain.ownership.TokenHash;
import java.util.Optional;

/** The single row of meta: what there is one of. */
final class MetaRows {

    private final Session session;

    MetaRows(Session session) {
        this.session = session;
    }

    String instanceId() {
        return session.query("SELECT instance_id FROM meta").map((rs, c) -> rs.getString("instance_id")).one();
    }

    boolean registrationOpen() {
        return session.query("SELECT registration_open FROM meta").map((rs, c) -> rs.getBoolean("registration_open"))
                .one();
    }

    Optional<TokenHash> metaToken() {
        return session.query("SELECT meta_token_hash FROM meta").map(Columns.understood("meta",
                (rs, c) -> Columns.optional(rs, "meta_token_hash").map(TokenHash::new))).one();
    }

    Optional<String> leader() {
        return session.query("SELECT leader FROM meta").map((rs, c) -> Columns.optional(rs, "leader")).one();
    }

    void setRegistrationOpen(boolean open) {
        session.update("UPDATE meta SET registration_open = :open").bind("open", open).execute();
    }

    void setMetaToken(Optional<TokenHash> token) {
        session.update("UPDATE meta SET meta_token_hash = :hash")
                .bind("hash", Columns.orNull(token.map(TokenHash::text))).execute();
    }

    void setLeader(String description) {
        session.update("UPDATE meta SET leader = :leader").bind("leader", description).execute();
    }
}
