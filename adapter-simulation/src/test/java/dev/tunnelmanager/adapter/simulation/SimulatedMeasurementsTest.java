package dev.tunnelmanager.adapter.simulation;

import dev.tunnelmanager.contracts.MeasurementsContract;
import dev.tunnelmanager.ports.driven.Measurements;

class SimulatedMeasurementsTest implements MeasurementsContract {

    private final SimulatedMeasurements measurements = new SimulatedMeasurements();

    @Override
    public Measurements measurements() {
        return measurements;
    }

    @Override
    public long counted(Measurements.Count what, String label) {
        return measurements.counted(what, label);
    }

    @Override
    public Timed timed(Measurements.Time what) {
        return new Timed(measurements.timed(what), measurements.sum(what));
    }
}
