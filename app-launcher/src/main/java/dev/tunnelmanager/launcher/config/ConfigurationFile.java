package dev.tunnelmanager.launcher.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads the keys that a configuration file holds; their values stay as they are written. */
final class ConfigurationFile {

    private static final String VERSION_KEY = "version";
    private static final String VERSION = "1";
    private static final String BEGIN = "Begin it with: version: 1";
    private static final int MAX_BYTES = 1 << 20;
    /** Our keys lie two deep, a list within them three. The YAML library calls itself once for each level. */
    private static final int MAX_DEPTH = 20;
    /** What stands for "nothing" in YAML, so that the key keeps its default. */
    private static final List<String> NOTHING = List.of("", "~", "null");

    private final Path file;
    private final LoadSettings settings;
    private final Map<Key, Object> written = new EnumMap<>(Key.class);

    private ConfigurationFile(Path file) {
        this.file = file;
        this.settings = LoadSettings.builder().setLabel(file.toString()).setSchema(new TextSchema()).build();
    }

    /** Returns what is written for each key: text, or a list or map of whatever stands there. */
    static Map<Key, Object> read(Path file) {
        ConfigurationFile reading = new ConfigurationFile(file);
        reading.collect(reading.root(reading.text()));
        return reading.written;
    }

    private String text() {
        try (InputStream bytes = Files.newInputStream(file)) {
            byte[] content = bytes.readNBytes(MAX_BYTES + 1);
            if (content.length > MAX_BYTES) {
                throw new ConfigurationFault(file + " is larger than 1 MiB.",
                        "Name a configuration file of Tunnel Manager.");
            }
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (NoSuchFileException missing) {
            throw new ConfigurationFault("There is no configuration file " + file + ".",
                    "Create it, or name another one with --config.");
        } catch (AccessDeniedException denied) {
            throw new ConfigurationFault("This user may not read " + file + ".",
                    "Allow it to read the file and to enter its directories.");
        } catch (CharacterCodingException other) {
            throw new ConfigurationFault(file + " is not UTF-8 text.", "Save it as UTF-8.");
        } catch (IOException unreadable) {
            if (Files.isDirectory(file)) {
                throw new ConfigurationFault(file + " is a directory, not a configuration file.",
                        "Name the file in it, for example " + file.resolve("tunnel-manager.yml") + ".");
            }
            throw new ConfigurationFault(file + " cannot be read: " + unreadable.getMessage() + ".",
                    "Make it a readable UTF-8 text file, or name another one with --config.");
        }
    }

    private Map<?, ?> root(String text) {
        Object loaded;
        try {
            // The library cannot construct nothing at all, so an empty text is not given to it.
            loaded = holdsSomething(text) ? new Load(settings).loadFromString(text) : "";
        } catch (MarkedYamlEngineException malformed) {
            String where = malformed.getProblemMark()
                    .map(mark -> " at line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1)).orElse("");
            throw new ConfigurationFault(file + " is not YAML" + where + ": " + Shown.text(malformed.getProblem())
                    + ".", "Correct that line; a tab cannot indent, and a value with special characters needs quotes.");
        } catch (YamlEngineException malformed) {
            throw new ConfigurationFault(
                    file + " is not YAML: " + Shown.value(malformed.getMessage()).replaceAll("\\.+$", "") + ".",
                    "Correct the file.");
        } catch (ConfigurationFault told) {
            throw told;
        } catch (RuntimeException stumbled) {
            // The library throws what it likes on some malformed text, for example where it ends after a backslash and an x.
            throw new ConfigurationFault(
                    file + " is not YAML: the parser stumbled over it (" + Shown.value(stumbled.getMessage()) + ").",
                    "Correct the file; look for a stray backslash, percent or exclamation mark.");
        }
        if (loaded.equals("")) {
            // An empty file, or comments only, says as little as no file.
            return Map.of();
        }
        if (!(loaded instanceof Map<?, ?> root)) {
            throw new ConfigurationFault(file + " does not hold keys and values.", BEGIN);
        }
        checkVersion(root);
        return root;
    }

    /** Returns whether there is a value at all; refuses what the library would stumble over. */
    private boolean holdsSomething(String text) {
        boolean something = false;
        int depth = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            Optional<String> tag = Optional.empty();
            if (event instanceof CollectionStartEvent start) {
                tag = start.getTag();
                depth++;
            } else if (event instanceof ScalarEvent scalar) {
                tag = scalar.getTag();
            } else if (event instanceof CollectionEndEvent) {
                depth--;
            }
            if (depth > MAX_DEPTH) {
                throw new ConfigurationFault(
                        file + " is nested more than " + MAX_DEPTH + " deep, and no key of ours is.",
                        "Name a configuration file of Tunnel Manager.");
            }
            if (tag.isPresent()) {
                throw new ConfigurationFault(
                        file + " holds the tag " + Shown.text(tag.get()) + ", and tags mean nothing here.",
                        "Remove the tag, which begins with an exclamation mark, or quote the value.");
            }
            something |= event instanceof NodeEvent;
        }
        return something;
    }

    private void checkVersion(Map<?, ?> root) {
        Object version = root.get(VERSION_KEY);
        if (version == null) {
            throw new ConfigurationFault(file + " does not say its version.", BEGIN);
        }
        if (!version.equals(VERSION)) {
            throw new ConfigurationFault(
                    file + " has version " + Shown.value(version) + ", and this release reads version 1.",
                    "Write its keys as docs/configuration.md has them and begin it with version: 1, or use the release"
                            + " it was written for.");
        }
    }

    private void collect(Map<?, ?> root) {
        for (Map.Entry<?, ?> entry : root.entrySet()) {
            String name = Shown.value(entry.getKey());
            if (name.equals(VERSION_KEY)) {
                continue;
            }
            if (!Key.sections().contains(name)) {
                put(name, name, entry.getValue());
            } else if (entry.getValue() instanceof Map<?, ?> inner) {
                inner.forEach((key, value) -> put(name + "." + Shown.value(key), Shown.value(key), value));
            } else if (!NOTHING.contains(entry.getValue())) {
                throw new ConfigurationFault(name + " in " + file + " must hold keys of its own.",
                        "Write its keys below it, indented.");
            }
        }
    }

    /** Takes {@code value} for the key at {@code path}, whose last part is {@code name}. */
    private void put(String path, String name, Object value) {
        Key key = Key.at(path).orElseThrow(() -> unknown(path));
        if (name.contains(".")) {
            throw new ConfigurationFault("The key " + path + " is written in one piece in " + file + ".",
                    "Write \"" + path.replace(".", ":\" and below it, indented, \"") + ":\".");
        }
        if (!NOTHING.contains(value)) {
            written.put(key, value);
        } else if (value.equals("") && key.mayBeEmpty()) {
            written.put(key, "");
        }
    }

    private ConfigurationFault unknown(String path) {
        String last = path.substring(path.lastIndexOf('.') + 1);
        List<String> known = Stream.concat(Stream.of(VERSION_KEY),
                Stream.concat(Key.sections().stream(), Key.all().map(Key::path))).toList();
        String meant = known.stream().filter(word -> word.endsWith("." + last)).findFirst()
                .or(() -> Nearest.to(path, known, Integer.MAX_VALUE)).orElse(VERSION_KEY);
        return new ConfigurationFault("There is no key " + path + ", which stands in " + file + ".",
                "Did you mean " + meant + "? Correct or remove it; docs/configuration.md lists all keys.");
    }
}
