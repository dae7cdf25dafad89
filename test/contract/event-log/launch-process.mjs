// Starts a PostgreSQL in the folder it is given, says where, and stays until it is ended.
import { startPostgres } from '@sallyport/testkit/infrastructure/postgres';

const server = await startPostgres({ dataDir: process.argv[2], durability: 'none' });
process.send?.({ pid: server.pid(), url: server.url });
process.stdout.write(`${JSON.stringify({ pid: server.pid() })}\n`);
if (process.argv[3] === 'stop') await server.stop();
else process.stdin.resume();
