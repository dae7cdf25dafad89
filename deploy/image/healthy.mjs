// The container's health check: the service says that it is ready.
const port = process.env.SALLYPORT_ADMIN_PORT ?? '8081';
/** A service that needs longer to say so is not well. */
const answerMsMax = 3_000;

try {
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(answerMsMax) });
  if (!answer.ok) console.error(await answer.text());
  process.exitCode = answer.ok ? 0 : 1;
} catch (error) {
  console.error(`no answer on port ${port}: ${error.message}`);
  process.exitCode = 1;
}
