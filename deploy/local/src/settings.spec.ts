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

  it('names variables that would have no effect, and what was probably meant, never their values', () => {
    const env = {
      ...{ SALLYPORT_PROT: 'hunter2', SALLYPORT_TLS_CRET_FILE: 'x', AUDIT_DURABILTY: 'published' },
      ...{ SALLYPORT_HTTP_PORT: '1', SALLYPORT_ENTIRELY_DIFFERENT_THING: 'x' },
    };
    expect(read(['--prot', '1'], env)).toEqual({
      kind: 'refused',
      problems: [
        'SALLYPORT_PROT is not known: did you mean SALLYPORT_PORT?',
        'SALLYPORT_TLS_CRET_FILE is not known: did you mean SALLYPORT_TLS_CERT_FILE?',
        'AUDIT_DURABILTY is not known: did you mean AUDIT_DURABILITY?',
        'SALLYPORT_HTTP_PORT is for a single service: use --port N',
        'SALLYPORT_ENTIRELY_DIFFERENT_THING is not known',
        expect.stringContaining('--prot'),
      ],
    });
  });

  it('leaves alone what is for the gateway, for others that share the shell, and for other programs', () => {
    const env = {
      ...{ SALLYPORT_SPOOL_BYTES_MAX: '1', AUDIT_DURABILITY: 'spooled', SALLYPORT_DEMO_LLM_LATENCY_MS: '1' },
      ...{ SALLYPORT_URL: 'http://a', SALLYPORT_RUN_FILE: 'run.json', SALLYPORT_DB_PASSWORD_GATEWAY: 'x' },
      ...{ SALLYPORT_GATEWAY_PORT: 'tcp://10.0.0.1:80', KAFKA_HOME: '/opt/kafka', WAREHOUSE_KEY: 'x' },
    };
    expect(read([], env)).toMatchObject({ kind: 'start' });
  });

  it('shows its help whatever else is said', () => {
    expect(read(['--help', '--port', 'x'])).toEqual({ kind: 'help' });
  });
});
