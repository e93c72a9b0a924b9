package dev.tunnelmanager.simulation;

import dev.tunnelmanager.application.ControlPlaneSettings;
import dev.tunnelmanager.domain.audit.AuditEntry;
import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.connector.RollOutcome;
import dev.tunnelmanager.domain.diagnosis.RestartLadder;
import dev.tunnelmanager.domain.diagnosis.WatchMemory;
import dev.tunnelmanager.domain.directory.DirectoryEntry;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.hostname.Zone;
import dev.tunnelmanager.domain.ingress.IngressEdit;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.ingress.IngressView;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.route.Route;
import dev.tunnelmanager.domain.route.WrittenRecord;
import dev.tunnelmanager.domain.topology.Container;
import dev.tunnelmanager.domain.topology.EngineView;
import dev.tunnelmanager.domain.topology.HostListener;
import dev.tunnelmanager.domain.topology.TopologySnapshot;
import dev.tunnelmanager.ports.driven.Connector;
import dev.tunnelmanager.ports.driven.IngressRules;
import dev.tunnelmanager.ports.driven.Leadership;
import dev.tunnelmanager.ports.driven.NameDirectory;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.StateStore;
import dev.tunnelmanager.ports.driven.Subscription;
import dev.tunnelmanager.ports.driven.Topology;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Bugs that a program like this one may well have, each planted between the application and the world. */
enum PlantedBug implements Sabotage {

    /** The connector is told to serve, and serves when it is looked at the next time; the record is written before. */
    DNS_FIRST {
        @Override
        public Connector connector(World world, Connector real) {
            return new Connector() {
                private @Nullable List<IngressRule> owed;

                @Override
                public ConnectorObservation observe() {
                    List<IngressRule> rules = owed;
                    owed = null;
                    if (rules != null) {
                        real.roll(rules, what -> {});
                    }
                    return real.observe();
                }

                @Override
                public ConnectorObservation glance() {
                    return real.glance();
                }

                @Override
                public RollOutcome roll(List<IngressRule> rules, Consumer<String> progress) {
                    owed = rules;
                    return new RollOutcome.Served(List.of("replica-1"));
                }

                @Override
                public RollOutcome restart(List<IngressRule> rules, Consumer<String> progress) {
                    return real.restart(rules, progress);
                }
            };
        }
    },

    /** That a record is about to be written is not written down before it is. */
    ROW_LAST {
        @Override
        public StateStore state(World world, StateStore real) {
            return new CarelessStore(real, written -> Optional.of(
                    written instanceof Route route && route.recordIntended() && route.record().isEmpty()
                            ? route.withoutRecord(route.changedAt())
                            : written));
        }
    },

    /** A record whose creation was not answered is created once more, without a look. */
    BLIND_RETRY {
        @Override
        public NameDirectory directory(World world, NameDirectory real) {
            return new CarelessDirectory(real) {
                @Override
                public PublishOutcome publish(Zone zone, HostnamePattern hostname, Optional<WrittenRecord> known,
                        String mark) {
                    try {
                        return real.publish(zone, hostname, known, mark);
                    } catch (PortFailure failure) {
                        if (failure.kind() == PortFailure.Kind.OUTCOME_UNKNOWN) {
                            String content = world.directory.standing().values().stream()
                                    .map(standing -> standing.entry()).filter(DirectoryEntry::leadsToTunnel)
                                    .map(DirectoryEntry::content).findFirst().orElse("tunnel.invalid");
                            world.directory.plant(hostname, "CNAME", content, mark);
                        }
                        return real.publish(zone, hostname, known, mark);
                    }
                }
            };
        }
    },

    /** A look that failed is taken for one that has shown nothing. */
    FAILED_LOOK_IS_GONE {
        @Override
        public NameDirectory directory(World world, NameDirectory real) {
            return new CarelessDirectory(real) {
                @Override
                public List<DirectoryEntry> entriesAt(Zone zone, HostnamePattern hostname) {
                    try {
                        return real.entriesAt(zone, hostname);
                    } catch (PortFailure swallowed) {
                        return List.of();
                    }
                }
            };
        }

        @Override
        public IngressRules ingress(World world, IngressRules real) {
            return new CarelessRules(world, real) {
                @Override
                public Look observe() {
                    try {
                        return real.observe();
                    } catch (PortFailure swallowed) {
                        return new Look.Seen(new IngressView("none", List.of()));
                    }
                }
            };
        }
    },

    /** The ladder begins at its foot with each new leader, and there is one after each attempt. */
    BACK_OFF_RESET_TOO_EARLY {
        @Override
        public StateStore state(World world, StateStore real) {
            return new CarelessStore(real, written -> Optional.of(
                    written instanceof WatchMemory memory
                            ? new WatchMemory(memory.seenAt(), memory.diagnosis(), memory.strikes(),
                                    RestartLadder.FOOT, memory.down(), memory.edgeLost(), memory.edgeDoubt(),
                                    memory.namesTried(), memory.connectorIds(), memory.troubles())
                            : written));
        }

        @Override
        public Leadership leadership(World world, Leadership real) {
            return new CarelessLeadership(real) {
                @Override
                public Term lead() throws InterruptedException {
                    Term term = real.lead();
                    int attempts = world.host.connector.attempts().size();
                    return term(term::close,
                            () -> term.holds() && world.host.connector.attempts().size() == attempts);
                }
            };
        }
    },

    /** Everybody believes to be leader. */
    NO_LOCK {
        @Override
        public Leadership leadership(World world, Leadership real) {
            return new CarelessLeadership(real) {
                @Override
                public Term lead() {
                    return term(() -> {}, () -> true);
                }
            };
        }
    },

    /** A rule is put before the last one, whatever swallows its requests above. */
    SHADOWED_RULE {
        @Override
        public IngressRules ingress(World world, IngressRules real) {
            return new CarelessRules(world, real) {
                @Override
                public EditOutcome apply(IngressEdit edit) {
                    return write(world.ingress.standing(), edit);
                }
            };
        }
    },

    /** The file is written as it was when it was last read. */
    LOST_HUMAN_EDIT {
        @Override
        public IngressRules ingress(World world, IngressRules real) {
            return new CarelessRules(world, real) {
                private List<IngressRule> known = world.ingress.standing();

                @Override
                public EditOutcome apply(IngressEdit edit) {
                    EditOutcome outcome = write(known, edit);
                    known = world.ingress.standing();
                    return outcome;
                }
            };
        }
    },

    /** Two strikes are taken for three. */
    STRIKES_OFF_BY_ONE {
        @Override
        public ControlPlaneSettings settings(ControlPlaneSettings real) {
            return real.withWatch(real.watch().withPace(real.watch().pace().withStrikes(2)));
        }
    },

    /** A container that has the right port is taken for the project's own, whosever it is. */
    WRONG_PROJECT {
        @Override
        public Topology topology(World world, Topology real) {
            return new Topology() {
                @Override
                public TopologySnapshot snapshot() {
                    TopologySnapshot seen = real.snapshot();
                    return seen.engine() instanceof EngineView.Present present
                            ? new TopologySnapshot(seen.observedAt(), new EngineView.Present(present.networks(),
                                    present.containers().stream().map(container -> ownedByPort(world, container))
                                            .toList()),
                                    seen.listeners())
                            : seen;
                }

                @Override
                public Optional<List<HostListener>> listeners() {
                    return real.listeners();
                }

                @Override
                public Subscription onChange(Runnable changed) {
                    return real.onChange(changed);
                }
            };
        }
    },

    /** The file is emptied before it is written. */
    NOT_ATOMIC {
        @Override
        public IngressRules ingress(World world, IngressRules real) {
            return new CarelessRules(world, real) {
                @Override
                public EditOutcome apply(IngressEdit edit) {
                    List<IngressRule> before = world.ingress.standing();
                    world.ingress.write(before.subList(before.size() - 1, before.size()));
                    real.observe();
                    world.ingress.write(before);
                    return real.apply(edit);
                }
            };
        }
    },

    /** The end of a request is not in the audit log. */
    MISSING_AUDIT {
        @Override
        public StateStore state(World world, StateStore real) {
            return new CarelessStore(real, written -> Optional.of(written).filter(
                    one -> !(one instanceof AuditEntry entry && entry.action().equals("hostname.withdraw"))));
        }
    },

    /** A record is said to be removed, and is not. */
    FAKE_DELETE {
        @Override
        public NameDirectory directory(World world, NameDirectory real) {
            return new CarelessDirectory(real) {
                @Override
                public RemoveOutcome remove(Zone zone, WrittenRecord ours) {
                    try {
                        return real.remove(zone, ours);
                    } catch (PortFailure swallowed) {
                        return new RemoveOutcome.Removed();
                    }
                }
            };
        }
    },

    /** A record of others is made to give way. */
    RECORD_OF_OTHERS_TAKEN {
        @Override
        public NameDirectory directory(World world, NameDirectory real) {
            return new CarelessDirectory(real) {
                @Override
                public List<DirectoryEntry> entriesAt(Zone zone, HostnamePattern hostname) {
                    return real.entriesAt(zone, hostname).stream().filter(DirectoryEntry::leadsToTunnel).toList();
                }

                @Override
                public PublishOutcome publish(Zone zone, HostnamePattern hostname, Optional<WrittenRecord> known,
                        String mark) {
                    PublishOutcome outcome = real.publish(zone, hostname, known, mark);
                    if (!(outcome instanceof PublishOutcome.Refused refused)
                            || refused.refusal().code() != RefusalCode.FOREIGN_RECORD) {
                        return outcome;
                    }
                    real.entriesAt(zone, hostname).forEach(entry -> world.directory.takeAway(entry.id()));
                    return real.publish(zone, hostname, known, mark);
                }
            };
        }
    },

    /** A record that could not be written is taken for written. */
    FAILURE_IS_SUCCESS {
        @Override
        public NameDirectory directory(World world, NameDirectory real) {
            return new CarelessDirectory(real) {
                @Override
                public PublishOutcome publish(Zone zone, HostnamePattern hostname, Optional<WrittenRecord> known,
                        String mark) {
                    try {
                        return real.publish(zone, hostname, known, mark);
                    } catch (PortFailure swallowed) {
                        return new PublishOutcome.Published(
                                new WrittenRecord("entry-000000", "CNAME", "tunnel.invalid", mark), true);
                    }
                }
            };
        }
    };

    private static Container ownedByPort(World world, Container container) {
        Optional<String> owner = container.bindings().stream().findFirst()
                .flatMap(binding -> world.host.service(binding.hostPort().value()))
                .map(service -> service.owner().text());
        return new Container(container.id(), owner.map(name -> name + "-" + container.name()).orElse(container.name()),
                container.state(), container.mode(), container.memberships(), container.bindings(),
                container.exposed(), new Container.Labels(owner, Optional.empty(), Optional.empty()),
                container.hostGateway());
    }
}
