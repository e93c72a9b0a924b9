package com.example.publishing;

import dev.tunnelmanager.contracts.SecretsContract;
import dev.tunnelmanager.ports.driven.Secrets;

class RememberedSecretsTest implements SecretsContract {

    private final RememberedSecrets secrets = new RememberedSecrets();

    @Override
    public Secrets secrets() {
        return secrets;
    }

    @Override
    public void put(String name, String value) {
        secrets.remember(name, value);
    }

    @Override
    public void remove(String name) {
        secrets.forget(name);
    }

    @Override
    public void forbid(String name) {
        secrets.forbid(name);
    }
}
