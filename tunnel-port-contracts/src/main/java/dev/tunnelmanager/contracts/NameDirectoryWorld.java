package dev.tunnelmanager.contracts;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.ports.driven.NameDirectory;

/** A directory under test, and what other people and the provider do behind its back. */
public interface NameDirectoryWorld {

    /** How the provider breaks. */
    enum Trouble {
        /** It does not carry out anything for now. */
        UNAVAILABLE,
        /** It refuses the credentials for now. */
        DENIED,
        /** It carries out the next change, and nothing is heard from it from then on. */
        SILENT_AFTER_CHANGE,
        /** It loses the next change, and nothing is heard from it from then on. */
        SILENT_BEFORE_CHANGE
    }

    /** Returns the directory, which shows at least the active zone {@code example.com} with nothing in it at first. */
    NameDirectory directory();

    /** Returns what an entry that leads to the tunnel says. */
    String tunnelContent();

    /** Puts an entry there as somebody else would, and returns its id. */
    String plant(HostnamePattern at, String type, String content, String mark);

    /** Changes what an entry says. */
    void changeContent(String id, String content);

    /** Changes an entry's mark. */
    void changeMark(String id, String mark);

    /** Takes an entry away. */
    void takeAway(String id);

    /** Starts trouble, which lasts until {@link #mend()}. */
    void trouble(Trouble kind);

    /** Ends all trouble. */
    void mend();

    /** Returns how many changes the provider has carried out at our request. */
    int changes();
}
