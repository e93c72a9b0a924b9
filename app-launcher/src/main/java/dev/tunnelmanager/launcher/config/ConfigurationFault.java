package dev.tunnelmanager.launcher.config;

import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;

/** Carries a refusal out of the reading of a configuration; {@link ConfigurationReader} turns it into a verdict. */
final class ConfigurationFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    ConfigurationFault(String problem, String recommendation) {
        super(problem, null, false, false);
        this.refusal = new Refusal(RefusalCode.INVALID_CONFIGURATION, problem, recommendation);
    }

    Refusal refusal() {
        return refusal;
    }
}
