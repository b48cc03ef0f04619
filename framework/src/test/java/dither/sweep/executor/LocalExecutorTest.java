package dither.sweep.executor;

import dither.sweep.Executor;

class LocalExecutorTest extends ExecutorContract {
    @Override
    protected Executor executor() {
        return new LocalExecutor();
    }
}
