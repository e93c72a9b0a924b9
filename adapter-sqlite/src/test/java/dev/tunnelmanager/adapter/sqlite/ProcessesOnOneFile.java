package dev.tunnelmanager.adapter.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.audit.AuditEntry;
import dev.tunnelmanager.ports.driven.StateReader;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What is the same whether few or many processes share a file. */
final class ProcessesOnOneFile {

    /** Lets processes make their changes at once; each change must have had its effect exactly once. */
    static void count(Path file, int processes, int each) throws Exception {
        List<WritingProcess> writers = new ArrayList<>();
        try {
            for (int i = 0; i < processes; i++) {
                writers.add(WritingProcess.start(file, each));
            }
            Set<String> instances = new HashSet<>();
            List<Integer> numbers = new ArrayList<>();
            for (WritingProcess writer : writers) {
                instances.addAll(writer.next(1));
                writer.rest().forEach(line -> numbers.add(Integer.valueOf(line)));
                assertThat(writer.exitCode()).isZero();
            }
            assertThat(instances).hasSize(1);
            assertThat(numbers.stream().sorted().toList())
                    .isEqualTo(IntStream.range(0, processes * each).boxed().toList());
            assertSoundWith(file, numbers.stream().map(String::valueOf).toList());
        } finally {
            writers.forEach(WritingProcess::close);
        }
    }

    /** Kills one of the processes in the middle of its changes; what it was told is done must be there, and whole. */
    static void kill(Path file, int processes, int afterChanges) throws Exception {
        List<WritingProcess> writers = new ArrayList<>();
        List<String> told = new ArrayList<>();
        try {
            for (int i = 0; i < processes; i++) {
                writers.add(WritingProcess.start(file, i == 0 ? Integer.MAX_VALUE : 2 * afterChanges));
            }
            WritingProcess victim = writers.getFirst();
            assertThat(victim.next(1)).hasSize(1);
            told.addAll(victim.next(afterChanges));
            victim.kill();
            told.addAll(victim.rest());
            assertThat(victim.exitCode()).isNotZero();
            assertThat(told).hasSizeGreaterThanOrEqualTo(afterChanges);
            for (WritingProcess survivor : writers.subList(1, processes)) {
                survivor.next(1);
                told.addAll(survivor.rest());
                assertThat(survivor.exitCode()).isZero();
            }
            assertSoundWith(file, told);
        } finally {
            writers.forEach(WritingProcess::close);
        }
    }

    private static void assertSoundWith(Path file, List<String> told) {
        try (SqliteStateStore store = SqliteStateStore.open(file, InstantSource.system(),
                RandomGenerator.getDefault())) {
            assertThat(store.damage()).isEmpty();
            int stored = store.read(state -> state.auditCount(WritingProcess.ACTION));
            assertThat(store.read(StateReader::leader)).contains(String.valueOf(stored));
            List<AuditEntry> entries = store.read(state -> state.audit(Optional.empty(), Optional.empty(), 10_000));
            assertThat(entries.stream().map(AuditEntry::subject).collect(Collectors.toSet())).hasSize(stored)
                    .containsAll(told);
        }
    }

    private ProcessesOnOneFile() {}
}
