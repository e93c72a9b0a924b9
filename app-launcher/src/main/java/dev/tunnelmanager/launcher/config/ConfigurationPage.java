package dev.tunnelmanager.launcher.config;

/** The text of {@code docs/configuration.md}, from the keys themselves. */
public final class ConfigurationPage {

    private ConfigurationPage() {}

    /** Returns the page as Markdown. */
    public static String markdown() {
        StringBuilder page = new StringBuilder("""
                # Configuration

                <!-- Generated from the keys in app-launcher; `mvn -pl app-launcher -am test -Dtest=ConfigurationPageTest \
                -Dsurefire.failIfNoSpecifiedTests=false -Dupdate-docs=true` writes it anew. -->

                The file is found by `--config`, then `TUNNEL_MANAGER_CONFIG`, then `./tunnel-manager.yml`, then
                `/etc/tunnel-manager/tunnel-manager.yml`. No file means defaults. It begins with `version: 1`; an unknown key is
                refused with the nearest known one. A key without a value keeps its default. Each key can be overridden by its
                environment variable; a list is then written with commas, with or without `[` and `]` around it. A relative path
                is meant from the directory of the file, or from the working directory if there is no file; `connector.binary`
                is one if it holds a `/`.

                ```yaml
                version: 1
                state-dir: /var/lib/tunnel-manager
                cloudflare:
                  default-domain: example.com
                  zones: [example.com, example.org]
                docker:
                  host: off
                ```

                | key | environment | form | default | meaning |
                | --- | --- | --- | --- | --- |
                """);
        for (Key key : Key.values()) {
            String form = key.kind() == Key.Kind.CHOICE ? "one of `" + String.join("`, `", key.choices()) + "`"
                    : key.kind().words();
            String standard = key.defaultText().isEmpty() ? "(empty)" : "`" + key.defaultText() + "`";
            page.append("| `").append(key.path()).append("` | `").append(key.variable()).append("` | ").append(form)
                    .append(" | ").append(standard).append(" | ").append(key.meaning()).append(" |\n");
        }
        page.append("""

                Not keys, but read from the environment too: `TUNNEL_MANAGER_PROJECT` (as `--project`), `TUNNEL_MANAGER_META=true`
                (as `--meta`), `TUNNEL_MANAGER_TOKEN` (the token of the project or of the meta-supervisor, where one is set),
                `TUNNEL_MANAGER_LOG` (`debug`, `info`, `warn` or `error`; to standard error), `TUNNEL_MANAGER_JAVA_HOME` (the Java
                that the start script uses).

                ## Secrets

                A secret is looked up in the environment (`TUNNEL_MANAGER_SECRET_` and its name in upper snake case), then as a
                file below `secrets.dir`, then in `$CREDENTIALS_DIRECTORY`. A file that others can read is refused.

                | secret | what it is |
                | --- | --- |
                | `meta/cloudflare/dns_edit_token` | API token with Zone:Read and DNS:Edit on the zones |
                | `meta/cloudflare/account_id` | account of the tunnel, if `cloudflare.account-id` is empty |
                | `meta/cloudflare/tunnel_id` | id of the tunnel, if `cloudflare.tunnel-id` is empty |
                """);
        return page.toString();
    }
}
