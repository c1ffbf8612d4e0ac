package io.palimpsest.model;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.palimpsest.core.CannotRun;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The engine's thread and its failures, with a library made up. */
class EngineTest {

    @Test
    void aMissingLibraryIsOneSentenceAndIsNotTriedAgain() {
        var tries = new int[1];
        var engine = new Engine(() -> {
            tries[0]++;
            throw new UnsatisfiedLinkError("libtorch.so: version GLIBC_2.28 not found");
        });

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(engine::gpus).isInstanceOf(CannotRun.class)
                    .hasMessageStartingWith("the library PyTorch is missing or does not run on this machine")
                    .hasMessageContaining(System.getProperty("os.arch")).hasMessageContaining("pytorch-native-cpu");
        }
        assertThat(tries[0]).isEqualTo(1);
    }

    @Test
    void whateverTheLibraryThrowsIsCaught() {
        for (var trouble : new Throwable[] {new NoClassDefFoundError("ai/djl/Model"), new AssertionError("No version"),
            new IllegalStateException("EngineException"), new ExceptionInInitializerError("x"), new IOException("disk")}) {
            assertThatThrownBy(() -> new Engine(() -> sneaky(trouble)).gpus()).isInstanceOf(CannotRun.class);
        }
    }

    /** Taking the library down while it computes crashes the process. */
    @Test
    void aProcessThatEndsWaitsForTheRunningTaskAndTakesNoOther() throws InterruptedException {
        var engine = new Engine(() -> 0);
        var begun = new CountDownLatch(1);
        var released = new CountDownLatch(1);
        var result = new AtomicInteger();
        var caller = new Thread(() -> result.set(engine.call(() -> {
            begun.countDown();
            uninterrupted(released); // as native code is
            return 7;
        })));
        caller.start();
        begun.await();
        var end = new Thread(engine::end);
        end.start();
        end.join(300);
        assertThat(end.isAlive()).isTrue();
        released.countDown();
        end.join();
        caller.join();
        assertThat(result).hasValue(7);
        assertThatThrownBy(() -> engine.call(() -> 1)).isInstanceOf(CancellationException.class);
    }

    private static void uninterrupted(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                // goes on
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> int sneaky(Throwable trouble) throws T {
        throw (T) trouble;
    }

    @Test
    void aLibraryThatAnotherPluginHoldsIsNamed() {
        var clash = new IllegalStateException(new UnsatisfiedLinkError(
                "Native Library /x/libdjl_torch.so already loaded in another classloader"));

        assertThatThrownBy(new Engine(() -> sneaky(clash))::gpus).isInstanceOf(CannotRun.class)
                .hasMessageContaining("restart Fiji");
    }

    @Test
    void tasksRunWithTheSuitesClassLoaderWhateverTheCallersIs() throws InterruptedException {
        var seen = new ClassLoader[1];
        var caller = new Thread(() -> seen[0] = new Engine(() -> 0)
                .call(() -> Thread.currentThread().getContextClassLoader()));
        caller.setContextClassLoader(null);
        caller.start();
        caller.join();

        assertThat(seen[0]).isSameAs(Engine.class.getClassLoader());
    }

    @Test
    void anInterruptedCallerIsCancelledAndTheEngineGoesOn() throws InterruptedException {
        var engine = new Engine(() -> 0);
        var release = new CountDownLatch(1);
        var ended = new Throwable[1];
        var caller = new Thread(() -> {
            try {
                engine.call(() -> {
                    release.await();
                    return 0;
                });
            } catch (CancellationException e) {
                ended[0] = e;
            }
        });
        caller.start();
        caller.interrupt();
        caller.join();
        release.countDown();

        assertThat(ended[0]).isInstanceOf(CancellationException.class);
        assertThat(engine.call(() -> 5)).isEqualTo(5);
    }

    @Test
    void aTasksOwnFailureStaysWhatItIs() {
        assertThatThrownBy(() -> new Engine(() -> 0).call(() -> {
            throw new IllegalArgumentException("three");
        })).isInstanceOf(IllegalArgumentException.class).hasMessage("three");
    }
}
