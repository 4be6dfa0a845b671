package io.jstack.runtime.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import jnr.ffi.Pointer;

/**
 * The packet filter of one network namespace, that of the thread which opened it; nft(8). libnftables is not thread-safe, so a thread of its
 * own holds the one context. Changes that wait at the same moment go out as one transaction; when that is refused, each is tried alone, so
 * that only the culprit fails.
 */
public final class Nftables implements AutoCloseable {
    private static final int NFT_CTX_OUTPUT_JSON = 1 << 4;

    private final LinkedBlockingQueue<Job> queue = new LinkedBlockingQueue<>();
    private final Thread thread;

    private enum Kind {
        CHANGE,
        LIST,
        STOP
    }

    private record Job(Kind kind, String commands, CompletableFuture<String> answer) {}

    private Nftables(NftablesLibrary.Functions library) {
        thread = new Thread(() -> work(library), "nftables");
        thread.setDaemon(true);
    }

    /** Opens a context; empty where this host has no libnftables. */
    public static Optional<Nftables> open() {
        return NftablesLibrary.FUNCTIONS.map(library -> {
            Nftables nftables = new Nftables(library);
            nftables.thread.start();
            return nftables;
        });
    }

    /**
     * Runs commands in nft's language, all or none of them.
     *
     * @throws NftablesException when the kernel or the parser refuses
     */
    public void run(String commands) {
        answer(Kind.CHANGE, commands);
    }

    /**
     * Runs a {@code list} command and returns its JSON; libnftables-json(5).
     *
     * @throws NftablesException also when there is no such thing to list
     */
    public String list(String command) {
        return answer(Kind.LIST, command);
    }

    private String answer(Kind kind, String commands) {
        Job job = new Job(kind, commands, new CompletableFuture<>());
        queue.add(job);
        try {
            return job.answer.join();
        } catch (CompletionException e) {
            String words =
                    Optional.ofNullable(e.getCause()).map(Throwable::getMessage).orElse("no words");
            throw new NftablesException(words, e);
        }
    }

    private void work(NftablesLibrary.Functions library) {
        Pointer context = library.nft_ctx_new(0);
        library.nft_ctx_buffer_output(context);
        library.nft_ctx_buffer_error(context);
        try {
            List<Job> waiting = new ArrayList<>();
            while (true) {
                waiting.clear();
                waiting.add(queue.take());
                queue.drainTo(waiting);
                if (!workOff(library, context, waiting)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            library.nft_ctx_free(context);
        }
    }

    /** False when the last job was to stop. */
    private static boolean workOff(NftablesLibrary.Functions library, Pointer context, List<Job> jobs) {
        List<Job> changes = new ArrayList<>();
        for (Job job : jobs) {
            if (job.kind == Kind.CHANGE) {
                changes.add(job);
                continue;
            }
            commit(library, context, changes);
            changes.clear();
            if (job.kind == Kind.STOP) {
                job.answer.complete("");
                return false;
            }
            library.nft_ctx_output_set_flags(context, NFT_CTX_OUTPUT_JSON);
            run(library, context, job);
            library.nft_ctx_output_set_flags(context, 0);
        }
        commit(library, context, changes);
        return true;
    }

    private static void commit(NftablesLibrary.Functions library, Pointer context, List<Job> changes) {
        if (changes.size() > 1) {
            String all = changes.stream().map(Job::commands).collect(Collectors.joining("\n"));
            if (library.nft_run_cmd_from_buffer(context, all) == 0) {
                changes.forEach(job -> job.answer.complete(""));
                return;
            }
            library.nft_ctx_get_error_buffer(context);
        }
        changes.forEach(job -> run(library, context, job));
    }

    private static void run(NftablesLibrary.Functions library, Pointer context, Job job) {
        int failed = library.nft_run_cmd_from_buffer(context, job.commands);
        String error = library.nft_ctx_get_error_buffer(context);
        String output = library.nft_ctx_get_output_buffer(context);
        if (failed == 0) {
            job.answer.complete(output == null ? "" : output);
        } else {
            job.answer.completeExceptionally(
                    new NftablesException(error == null ? "nftables refused: " + job.commands : error.strip()));
        }
    }

    @Override
    public void close() {
        Job stop = new Job(Kind.STOP, "", new CompletableFuture<>());
        queue.add(stop);
        stop.answer.join();
    }
}
