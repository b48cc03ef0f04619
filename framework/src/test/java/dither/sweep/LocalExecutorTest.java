package dither.sweep;

class LocalExecutorTest extends ExecutorContract {
    @Override
    protected Executor executor() {
        return new LocalExecutor();
    }
}
