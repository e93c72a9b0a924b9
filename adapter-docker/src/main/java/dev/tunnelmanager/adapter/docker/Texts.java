package dev.tunnelmanager.adapter.docker;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Texts of an engine's answers, where nothing is written as null by one engine and as an empty text by another. */
final class Texts {

    static Optional<String> given(@Nullable String text) {
        return Optional.ofNullable(text).filter(some -> !some.isBlank());
    }

    private Texts() {}
}
