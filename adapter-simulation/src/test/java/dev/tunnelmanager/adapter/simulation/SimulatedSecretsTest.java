package dev.tunnelmanager.adapter.simulation;

import dev.tunnelmanager.contracts.SecretsContract;
import dev.tunnelmanager.ports.driven.Secrets;

class SimulatedSecretsTest implements SecretsContract {

    private final SimulatedSecrets secrets = new SimulatedSecrets();

    @Override
    public Secrets secrets() {
        return secrets;
    }

    @Override
    public void put(String name, String value) {
        secrets.put(name, value);
    }

    @Override
    public void remove(String name) {
        secrets.remove(name);
    }

    @Override
    public void forbid(String name) {
        secrets.deny(name);
    }
}
