package dev.tunnelmanager.launcher.config;

import java.util.Map;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.Schema;

/**
 * Leaves every scalar the text it is written as: an account's id such as {@code 1234e56} would otherwise come back as a number,
 * and differently.
 */
final class TextSchema implements Schema {

    @Override
    public ScalarResolver getScalarResolver() {
        return (value, implicit) -> Tag.STR;
    }

    @Override
    public Map<Tag, ConstructNode> getSchemaTagConstructors() {
        return Map.of();
    }
}
