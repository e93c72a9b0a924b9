package dev.tunnelmanager.adapter.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tunnelmanager.contracts.SecretsContract;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.Secret;
import dev.tunnelmanager.ports.driven.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostSecretsTest implements SecretsContract {

    private static final String TOKEN = "meta/cloudflare/dns_edit_token";
    private static final String VARIABLE = "TUNNEL_MANAGER_SECRET_META_CLOUDFLARE_DNS_EDIT_TOKEN";

    @TempDir
    Path directory;

    private final Map<String, String> environment = new HashMap<>();

    @Override
    public Secrets secrets() {
        return new HostSecrets(environment, directory.resolve("secrets"));
    }

    @Override
    public void put(String name, String value) {
        write("secrets/" + name, value, "rw-------");
    }

    @Override
    public void remove(String name) {
        try {
            Files.delete(directory.resolve("secrets").resolve(name));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public void forbid(String name) {
        permit("secrets/" + name, "rw-r-----");
    }

    @Test
    void the_environment_comes_before_files_and_files_before_credentials() {
        environment.put("CREDENTIALS_DIRECTORY", directory.resolve("credentials").toString());
        write("credentials/meta_cloudflare_dns_edit_token", "from systemd", "r--------");
        assertThat(find(TOKEN)).contains("from systemd");
        put(TOKEN, "from a file");
        assertThat(find(TOKEN)).contains("from a file");
        environment.put(VARIABLE, "from the environment");
        assertThat(find(TOKEN)).contains("from the environment");
    }

    @Test
    void every_other_character_is_an_underscore_in_a_variable() {
        environment.put("TUNNEL_MANAGER_SECRET_META_CLOUDFLARE_ZONE_ID_MY_SHOP_EXAMPLE_COM", "1");
        assertThat(find("meta/cloudflare/zone_id_my-shop.example.com")).contains("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n"})
    void an_empty_variable_is_refused(String value) {
        put(TOKEN, "from a file");
        environment.put(VARIABLE, value);
        assertDenied(TOKEN, VARIABLE, "unset it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"value\n", "value\r\n", "value\n\n", "value"})
    void line_ends_at_the_end_are_not_part_of_a_secret(String content) {
        put(TOKEN, content);
        assertThat(find(TOKEN)).contains("value");
        environment.put(VARIABLE, content);
        assertThat(find(TOKEN)).contains("value");
    }

    @Test
    void spaces_and_inner_line_ends_are_part_of_it() {
        put(TOKEN, " {\n}\t\n");
        assertThat(find(TOKEN)).contains(" {\n}\t");
    }

    @ParameterizedTest
    @CsvSource({"rw-r-----,0640", "rw----r--,0604", "rw--w----,0620", "rw-----w-,0602", "rwxrwxrwx,0777"})
    void a_file_that_others_may_read_or_write_is_refused_with_the_way_out(String permissions, String mode) {
        put(TOKEN, "hunter2");
        permit("secrets/" + TOKEN, permissions);
        assertDenied(TOKEN, mode, "chmod 600 " + directory.resolve("secrets").resolve(TOKEN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "r--------", "rwx------", "rwx--x--x"})
    void other_permissions_do_no_harm(String permissions) {
        put(TOKEN, "value");
        permit("secrets/" + TOKEN, permissions);
        assertThat(find(TOKEN)).contains("value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"meta_cloudflare_dns_edit_token", "meta-cloudflare-dns_edit_token",
            "meta.cloudflare.dns_edit_token"})
    void credentials_have_flat_names_and_may_be_readable_by_a_group(String name) {
        environment.put("CREDENTIALS_DIRECTORY", directory.resolve("credentials").toString());
        write("credentials/" + name, "value\n", "r--r-----");
        assertThat(find(TOKEN)).contains("value");
        permit("credentials/" + name, "r--r--r--");
        assertDenied(TOKEN, name, "chmod 600");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "  \n"})
    void an_empty_file_is_refused(String content) {
        put(TOKEN, content);
        assertDenied(TOKEN, "is empty", "Put the secret into it");
    }

    @Test
    void symbolic_links_are_followed() throws IOException {
        write("elsewhere/token", "value", "rw-------");
        Files.createDirectories(directory.resolve("secrets/meta/cloudflare"));
        Path link = directory.resolve("secrets").resolve(TOKEN);
        Files.createSymbolicLink(link, directory.resolve("elsewhere/token"));
        assertThat(find(TOKEN)).contains("value");
        permit("elsewhere/token", "rw-r--r--");
        assertDenied(TOKEN, "0644", "chmod 600");
        Files.delete(directory.resolve("elsewhere/token"));
        assertDenied(TOKEN, "leads nowhere", "link");
    }

    @Test
    void what_is_not_a_readable_text_is_refused() throws IOException {
        Files.createDirectories(directory.resolve("secrets").resolve(TOKEN));
        assertDenied(TOKEN, "is not a file", "file");
        put("binary", "x");
        Files.write(directory.resolve("secrets/binary"), new byte[]{(byte) 0xff, (byte) 0xfe});
        assertDenied("binary", "is not text", "plain text");
        put("long", "x".repeat(70_000));
        assertDenied("long", "70000", "alone");
        put("meta-file", "x");
        assertDenied("meta-file/below", "is not a directory", "secrets.dir");
    }

    @Test
    void a_file_of_another_user_is_refused() {
        put(TOKEN, "hunter2");
        permit("secrets/" + TOKEN, "-w-------");
        Assumptions.assumeThat(directory.resolve("secrets").resolve(TOKEN)).matches(file -> !Files.isReadable(file));
        assertDenied(TOKEN, "may not be read by this user", "chown");
    }

    @Test
    void a_directory_that_does_not_exist_has_no_secrets() {
        environment.put("CREDENTIALS_DIRECTORY", directory.resolve("nowhere").toString());
        assertThat(find(TOKEN)).isEmpty();
    }

    private Optional<String> find(String name) {
        return secrets().find(name).map(Secret::reveal);
    }

    private void assertDenied(String name, String problem, String recommendation) {
        assertThatThrownBy(() -> secrets().find(name)).isInstanceOfSatisfying(PortFailure.class, failure -> {
            assertThat(failure.kind()).isEqualTo(PortFailure.Kind.SECRET);
            assertThat(failure.problem()).contains(problem).endsWith(".").doesNotContain("hunter2");
            assertThat(failure.recommendation()).contains(recommendation);
        });
    }

    private void write(String file, String content, String permissions) {
        try {
            Path path = directory.resolve(file);
            Files.createDirectories(path.getParent());
            Files.deleteIfExists(path);
            Files.write(path, content.getBytes(StandardCharsets.UTF_8));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        permit(file, permissions);
    }

    private void permit(String file, String permissions) {
        try {
            Files.setPosixFilePermissions(directory.resolve(file), PosixFilePermissions.fromString(permissions));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
