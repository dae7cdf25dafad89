/** The stand-in for the LLM provider as a process of its own. The key it accepts comes by the environment, never as an argument. */
import { startDemoLlm } from './demo-llm.js';

const apiKey = process.env['SALLYPORT_DEMO_LLM_API_KEY'];
if (apiKey === undefined || apiKey === '') throw new Error('SALLYPORT_DEMO_LLM_API_KEY is not set');
const milliseconds = (name: string): number => Number(process.env[name] ?? 0);

const llm = await startDemoLlm({
  port: Number(process.argv[2] ?? 0),
  apiKey,
  // A second argument opens the control path: scripts are set and requests are read there.
  ...(process.argv[3] === undefined ? {} : { controlPort: Number(process.argv[3]) }),
  latencyMs: milliseconds('SALLYPORT_DEMO_LLM_LATENCY_MS'),
  chunkPauseMs: milliseconds('SALLYPORT_DEMO_LLM_CHUNK_PAUSE_MS'),
});

const stop = (): void => {
  void llm.stop().then(() => process.exit(0));
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
process.on('disconnect', stop);
process.send?.({ type: 'listening', http: llm.url });
process.send?.({ type: 'ready' });
// Started by hand, it says where it is.
if (process.send === undefined) {
  process.stdout.write(`${JSON.stringify({ event: 'listening', http: llm.url, control: llm.controlUrl })}\n`);
}
