package dev.tunnelmanager.adapter.mcp.tools;

import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.ports.driving.ControlPlane;
import dev.tunnelmanager.ports.driving.ControlPlane.Caller;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A call whose arguments fit and agree with who is asking.
 *
 * @param core who answers
 * @param caller who is asking
 * @param owner for whom, if that was said
 * @param arguments of the call
 * @param progress told what is being done
 */
record Ask(ControlPlane core, Caller caller, Optional<ProjectName> owner, Arguments arguments,
        Consumer<String> progress) {}
