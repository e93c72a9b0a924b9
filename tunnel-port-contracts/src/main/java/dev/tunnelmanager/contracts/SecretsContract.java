package dev.tunnelmanager.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.Secret;
import dev.tunnelmanager.ports.driven.Secrets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link Secrets} must do. */
public interface SecretsContract {

    /** Returns the secrets under test, always the same within a test; there are none at first. */
    Secrets secrets();

    /** Puts a secret where {@link #secrets()} looks, in place of an earlier one. */
    void put(String name, String value);

    /** Removes it. */
    void remove(String name);

    /** Makes a secret that was put there one that must not be read. */
    void forbid(String name);

    @ParameterizedTest
    @ValueSource(strings = {"token", "meta/cloudflare/dns_edit_token", "meta/cloudflare/zone_id_shop.example.com",
            "a-b/c/d.1"})
    default void finds_what_is_there(String name) {
        put(name, "s3cr3t value, ü");
        assertThat(secrets().find(name).map(Secret::reveal)).contains("s3cr3t value, ü");
    }

    @Test
    default void finds_nothing_where_nothing_is() {
        put("meta/cloudflare/account_id", "1");
        assertThat(secrets().find("meta/cloudflare/tunnel_id")).isEmpty();
        assertThat(secrets().find("meta/other/account_id")).isEmpty();
        assertThat(secrets().find("account_id")).isEmpty();
    }

    @Test
    default void looks_afresh_each_time() {
        put("meta/token", "old");
        assertThat(secrets().find("meta/token").map(Secret::reveal)).contains("old");
        put("meta/token", "new");
        assertThat(secrets().find("meta/token").map(Secret::reveal)).contains("new");
        remove("meta/token");
        assertThat(secrets().find("meta/token")).isEmpty();
    }

    @Test
    default void refuses_what_must_not_be_read_and_tells_nothing_of_it() {
        put("meta/token", "hunter2");
        forbid("meta/token");
        assertThatThrownBy(() -> secrets().find("meta/token")).isInstanceOfSatisfying(PortFailure.class, failure -> {
            assertThat(failure.kind()).isEqualTo(PortFailure.Kind.SECRET);
            assertThat(failure.problem() + failure.recommendation() + failure).doesNotContain("hunter2");
            assertThat(failure.problem()).contains("token");
        });
        put("meta/token", "hunter3");
        assertThat(secrets().find("meta/token").map(Secret::reveal)).contains("hunter3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/etc/passwd", "..", "../x", "a/../b", "a/..", ".", "a/./b", "a//b", "a/", "A",
            "a b",
            "a\\b", "a\u0000", "~", "a:b", "ä"})
    default void a_name_of_another_form_is_a_mistake_of_the_caller(String name) {
        assertThatThrownBy(() -> secrets().find(name)).isInstanceOf(IllegalArgumentException.class);
    }
}
