package dev.tunnelmanager.adapter.cloudflare;

import dev.tunnelmanager.adapter.cloudflare.ApiReply.Declined;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.PortFailure.Kind;
import java.time.Duration;

/** Puts what went wrong into words: the cause with its values, and one next step. */
final class ApiFailures {

    private ApiFailures() {}

    static PortFailure declined(Declined no, Purpose purpose) {
        if (no.isUnknownToken()) {
            return new PortFailure(Kind.DENIED, "Cloudflare refused to " + purpose.what()
                    + " because it does not know the token (" + no.describe() + ").", replaceToken());
        }
        if (no.isDenial()) {
            return new PortFailure(Kind.DENIED, "Cloudflare refused to " + purpose.what() + ": the token lacks "
                    + purpose.permission() + " (" + no.describe() + ").", grant(purpose));
        }
        return new PortFailure(Kind.UNAVAILABLE,
                "Cloudflare refused to " + purpose.what() + " (" + no.describe() + ").",
                no.has(7000, 7003)
                        ? "Check cloudflare.api and refresh the list of zones; the zone may have been removed."
                        : "Read the reason above, correct what it names, and try again.");
    }

    static String grant(Purpose purpose) {
        return "Give the token in the secret " + CloudflareSettings.TOKEN_NAME + " the permission "
                + purpose.permission() + " in Cloudflare's dashboard under My Profile, API Tokens.";
    }

    static String replaceToken() {
        return "Put a valid Cloudflare API token into the secret " + CloudflareSettings.TOKEN_NAME + ".";
    }

    static PortFailure missingToken() {
        return new PortFailure(Kind.SECRET, "There is no Cloudflare API token.",
                "Create a token with Zone:Read and DNS:Edit and store it as the secret "
                        + CloudflareSettings.TOKEN_NAME + ".");
    }

    static PortFailure malformedToken() {
        return new PortFailure(Kind.SECRET,
                "The secret " + CloudflareSettings.TOKEN_NAME + " holds characters that no token has.", replaceToken());
    }

    /** It was tried as often and as long as is sensible. */
    static PortFailure exhausted(Purpose purpose, String why, int tries) {
        return new PortFailure(Kind.UNAVAILABLE,
                "Could not " + purpose.what() + " at Cloudflare: " + why + ", "
                        + (tries == 1 ? "once." : tries + " times in a row."),
                "Check the connection to cloudflare.api and www.cloudflarestatus.com, and try again in a minute.");
    }

    /** It has failed so often that it is left alone. */
    static PortFailure resting(Purpose purpose, ApiBreaker.Resting resting) {
        long seconds = Math.max(1, resting.left().plusMillis(999).toSeconds());
        return new PortFailure(Kind.UNAVAILABLE,
                "Could not " + purpose.what() + ": Cloudflare's API has failed many times in a row, at last with: "
                        + resting.lastFailure() + ". It is left alone for " + seconds + " more seconds.",
                "Check the connection to cloudflare.api and www.cloudflarestatus.com, and try again in " + seconds
                        + " seconds.");
    }

    /** The provider has asked to be left alone for longer than we wait. */
    static PortFailure heldOff(Purpose purpose, Duration left) {
        long seconds = Math.max(1, left.plusMillis(999).toSeconds());
        return new PortFailure(Kind.UNAVAILABLE,
                "Could not " + purpose.what() + ": Cloudflare's rate limit is exhausted, and it asks for " + seconds
                        + " more seconds without calls.",
                "Try again in " + seconds + " seconds.");
    }

    static PortFailure stopped(Purpose purpose) {
        return new PortFailure(Kind.UNAVAILABLE, "Was told to stop before it could " + purpose.what() + ".",
                "Try again.");
    }

    /** A change was sent and not answered, and the state was read back without finding it. */
    static PortFailure notSeen(Purpose purpose, ApiReply.Unclear unclear) {
        if (unclear.answered()) {
            return new PortFailure(Kind.UNAVAILABLE, "Could not " + purpose.what() + " at Cloudflare: " + unclear.why()
                    + "; read back, and nothing has changed.", "Try again in a minute.");
        }
        return new PortFailure(Kind.OUTCOME_UNKNOWN,
                "Tried to " + purpose.what() + " at Cloudflare: " + unclear.why()
                        + "; read back, and nothing has changed so far, but it may still be applied.",
                "Read the records again in a minute.");
    }

    /** A change was sent and not answered, and the state could not be read back. */
    static PortFailure notReadBack(Purpose purpose, ApiReply.Unclear unclear, PortFailure reading) {
        return new PortFailure(Kind.OUTCOME_UNKNOWN, "Tried to " + purpose.what() + " at Cloudflare: " + unclear.why()
                + "; whether it was applied could not be read back. " + reading.problem(),
                "Read the records again before anything else.", reading);
    }
}
