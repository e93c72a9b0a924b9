package dev.tunnelmanager.contracts;

/**
 * What every {@link dev.tunnelmanager.ports.driven.StateStore} must do. The tests are in the interfaces that this one joins, one
 * per subject.
 */
public interface StateStoreContract
        extends
            StateOfProjectsContract,
            StateOfRoutesContract,
            StateOfOperationsContract,
            StateOfHistoryContract,
            StateOfWatchContract,
            StateOfTopologyContract,
            StateChangesContract,
            StateConcurrencyContract {}
