// Preloaded into a process with an IPC channel: when the parent is gone, also by kill -9, the process gets SIGTERM.
if (process.channel !== undefined && process.channel !== null) {
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel.unref();
}
