import { describe, expect, it } from 'vitest';
import { readCommand } from './settings.js';

const read = (args: readonly string[], env: Record<string, string> = {}): ReturnType<typeof readCommand> =>
  readCommand(args, env, '/clone', '/elsewhere');

describe('the command line of npm start', () => {
  it('starts the demo on the default ports when nothing is said', () => {
    expect(read([])).toEqual({
      kind: 'start',
      settings: {
        port: 7400,
        ports: {},
        config: undefined,
        kafka: false,
        reset: false,
        stateDir: '/clone/.sallyport',
        replicas: {
          'session-archive': 1,
          approval: 1,
          'masking-audit': 1,
          'anomaly-detection': 1,
          gateway: 1,
        },
      },
    });
  });

  it('reads files relative to where the person typed', () => {
    const command = read(['--config', 'mine.yaml', '--state', '../state', '--kafka', '--reset']);
    expect(command).toMatchObject({
      settings: { config: '/elsewhere/mine.yaml', stateDir: '/state', kafka: true, reset: true },
    });
  });

  it('takes options before variables', () => {
    const env = { SALLYPORT_PORT: '9000', SALLYPORT_REPLICAS: 'gateway=2', SALLYPORT_PORTS: 'postgres=5433' };
    expect(read([], env)).toMatchObject({
      settings: { port: 9000, ports: { postgres: 5433 }, replicas: { gateway: 2, approval: 1 } },
    });
    expect(read(['--port', '0'], env)).toMatchObject({ settings: { port: 0 } });
  });

  it('takes ports of gRPC and of replicas that run', () => {
    const ports = 'approval-grpc=9001,gateway-2=9002,gateway-2-admin=9003';
    expect(read(['--replicas', 'gateway=2', '--ports', ports])).toMatchObject({
      settings: { ports: { 'approval-grpc': 9001, 'gateway-2': 9002, 'gateway-2-admin': 9003 } },
    });
    expect(read(['--ports', 'gateway-2=9002'])).toMatchObject({
      problems: [expect.stringMatching(/^--ports gateway-2: with these replicas, use gateway, .*-grpc/)],
    });
  });

  it('names every problem at once', () => {
    const command = read(['--port', '70000', '--ports', 'gatewai=1,kafka=x', '--replicas', 'gateway=0,x=1']);
    expect(command).toMatchObject({ kind: 'refused' });
    expect(command.kind === 'refused' && command.problems).toHaveLength(5);
    expect(read(['--prot', '1'])).toMatchObject({ kind: 'refused' });
  });

  it('shows its help whatever else is said', () => {
    expect(read(['--help', '--port', 'x'])).toEqual({ kind: 'help' });
  });
});
