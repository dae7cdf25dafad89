/** Reading variables: all problems at once, secrets from files, typos with what was meant, and no value in a message. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { malformed, parseEnvironment, unknownVariables } from './parse-environment.js';
import { commaList, flag, port, postgresUrl, secret, wholeNumber } from './variable.js';

const shape = {
  SALLYPORT_ADMIN_PORT: port().default(0).describe('port'),
  SALLYPORT_REPLICA: z.string().optional().describe('name'),
  SALLYPORT_PARTS_MAX: wholeNumber(1, 9).describe('parts'),
  KAFKA_BROKERS: commaList().optional().describe('brokers'),
  KAFKA_TLS: flag().default(false).describe('tls'),
  KAFKA_SASL_PASSWORD: secret('password').optional(),
  DATABASE_URL: postgresUrl('database'),
};
const wider = {
  ...shape,
  AUDIT_DURABILITY: z.string().optional().describe('durability'),
  EVENT_LOG_DATABASE_URL: postgresUrl('event log').optional(),
  LOG_LEVEL: z.string().optional().describe('level'),
};
const wellFormed = { DATABASE_URL: 'postgres://a:hunter2@h/d', SALLYPORT_PARTS_MAX: '3' };
const problemsOf = (
  source: Record<string, string>,
  readFile?: (path: string) => string,
): readonly string[] => {
  const parsed = parseEnvironment(shape, source, readFile);
  return parsed.kind === 'invalid' ? parsed.problems : [];
};

describe('parseEnvironment', () => {
  it('gives values of the right type, defaults for absent and for empty variables', () => {
    const source = { ...wellFormed, SALLYPORT_ADMIN_PORT: '', KAFKA_BROKERS: 'a:1, b:2,', KAFKA_TLS: 'true' };
    expect(parseEnvironment(shape, source)).toEqual({
      kind: 'parsed',
      env: {
        DATABASE_URL: wellFormed.DATABASE_URL,
        SALLYPORT_ADMIN_PORT: 0,
        SALLYPORT_PARTS_MAX: 3,
        KAFKA_BROKERS: ['a:1', 'b:2'],
        KAFKA_TLS: true,
      },
    });
  });

  it('names every problem, none twice, and no value', () => {
    const problems = problemsOf({
      SALLYPORT_ADMIN_PORT: '70000',
      SALLYPORT_PARTS_MAX: 'many',
      KAFKA_BROKERS: ' , ',
      KAFKA_TLS: 'perhaps',
      DATABASE_URL: 'mysql://root:hunter2@h/d',
    });
    expect(problems.map((problem) => problem.split(/[: ]/u, 1)[0]).sort()).toEqual([
      'DATABASE_URL',
      'KAFKA_BROKERS',
      'KAFKA_TLS',
      'SALLYPORT_ADMIN_PORT',
      'SALLYPORT_PARTS_MAX',
    ]);
    expect(problems.join('\n')).not.toMatch(/hunter2|many|perhaps|70000/u);
  });

  it('keeps what can be judged in spite of the problems', () => {
    const source = { SALLYPORT_ADMIN_PORT: 'http', KAFKA_TLS: 'true', DATABASE_URL_FILE: '/nowhere/at-all' };
    expect(parseEnvironment(shape, source)).toMatchObject({
      kind: 'invalid',
      given: { SALLYPORT_ADMIN_PORT: malformed, KAFKA_TLS: true, DATABASE_URL: malformed },
    });
  });

  it('says that a variable is required', () => {
    expect(problemsOf({ SALLYPORT_PARTS_MAX: '1' })).toEqual(['DATABASE_URL is required']);
  });

  it('takes a secret from a file, without its last line break', () => {
    const parsed = parseEnvironment(
      shape,
      { ...wellFormed, KAFKA_SASL_PASSWORD_FILE: '/run/secret' },
      () => 's3cret\n',
    );
    expect(parsed).toMatchObject({ kind: 'parsed', env: { KAFKA_SASL_PASSWORD: 's3cret' } });
  });

  it('refuses a secret given twice, and one whose file cannot be read', () => {
    const twice = { ...wellFormed, KAFKA_SASL_PASSWORD: 'a', KAFKA_SASL_PASSWORD_FILE: '/b' };
    expect(problemsOf(twice)).toEqual([
      'KAFKA_SASL_PASSWORD and KAFKA_SASL_PASSWORD_FILE are both set: keep one',
    ]);
    const gone = { SALLYPORT_PARTS_MAX: '1', DATABASE_URL_FILE: '/nowhere/at-all' };
    expect(problemsOf(gone)).toEqual(['DATABASE_URL_FILE names a file that cannot be read (ENOENT)']);
  });

  it('knows a Kubernetes service link that took the place of one of our variables', () => {
    const linked = { ...wellFormed, SALLYPORT_ADMIN_PORT: 'tcp://10.0.0.1:80' };
    expect(problemsOf(linked)).toEqual([expect.stringContaining('enableServiceLinks')]);
  });

  it('refuses a definition whose variable has no description', () => {
    expect(() => parseEnvironment({ SALLYPORT_X: z.string() }, {})).toThrow('SALLYPORT_X has no description');
  });
});

describe('unknownVariables', () => {
  it('names unknown variables of ours with the nearest known name', () => {
    const unknown = unknownVariables(shape, {
      SALLYPORT_ADMIN_PROT: '1',
      KAFKA_SASL_PASWORD_FILE: '/x',
      SALLYPORT_ENTIRELY_DIFFERENT_THING: '1',
      HOME: '/root',
    });
    expect(unknown).toEqual([
      'SALLYPORT_ADMIN_PROT is not known: did you mean SALLYPORT_ADMIN_PORT?',
      'KAFKA_SASL_PASWORD_FILE is not known: did you mean KAFKA_SASL_PASSWORD_FILE?',
      'SALLYPORT_ENTIRELY_DIFFERENT_THING is not known',
    ]);
  });

  it.each([
    ['AUDIT_DURABILTY', 'AUDIT_DURABILITY'],
    ['ADUIT_DURABILITY', 'AUDIT_DURABILITY'],
    ['EVENT_LOG_DATABASE_ULR', 'EVENT_LOG_DATABASE_URL'],
    ['EVENTLOG_DATABASE_URL', 'EVENT_LOG_DATABASE_URL'],
    ['DATABASE_URLL', 'DATABASE_URL'],
    ['DATABSE_ULR', 'DATABASE_URL'],
    ['DATABASE_URL_FIEL', 'DATABASE_URL_FILE'],
    ['LOG_LEVLE', 'LOG_LEVEL'],
    ['SALYPORT_ADMIN_PORT', 'SALLYPORT_ADMIN_PORT'],
  ])('names a typo whatever it begins with: %s', (typo, meant) => {
    expect(unknownVariables(wider, { [typo]: 'x' })).toEqual([
      `${typo} is not known: did you mean ${meant}?`,
    ]);
  });

  it('names what begins with AUDIT_ or EVENT_LOG_ and is not known', () => {
    expect(unknownVariables(wider, { AUDIT_SINK: 'x', EVENT_LOG_RETENTION_WEEKS: '1' })).toEqual([
      'AUDIT_SINK is not known',
      'EVENT_LOG_RETENTION_WEEKS is not known',
    ]);
  });

  it('leaves alone well-known names of others that are nearly ours, and short names that are merely alike', () => {
    const others = [
      'DATABASE_URI',
      'DATABASE_SSL',
      'DATABASE_USER',
      'DATABASE_URL_2',
      'LOGLEVEL',
      'BLOG_LEVELS',
    ];
    const source = Object.fromEntries([...others, 'PATH', 'HOME'].map((name) => [name, 'x']));
    expect(unknownVariables(wider, source)).toEqual([]);
  });

  it('leaves alone what Kubernetes, the scripts of Kafka and the command line tool set', () => {
    const foreign = {
      SALLYPORT_GATEWAY_SERVICE_HOST: '10.0.0.1',
      SALLYPORT_GATEWAY_SERVICE_PORT: '8080',
      SALLYPORT_GATEWAY_SERVICE_PORT_HTTP: '8080',
      SALLYPORT_GATEWAY_PORT: 'tcp://10.0.0.1:8080',
      SALLYPORT_GATEWAY_PORT_8080_TCP: 'tcp://10.0.0.1:8080',
      SALLYPORT_GATEWAY_PORT_8080_TCP_ADDR: '10.0.0.1',
      KAFKA_PORT: 'tcp://10.0.0.2:9092',
      KAFKA_HEAP_OPTS: '-Xmx1g',
      SALLYPORT_URL: 'http://localhost',
    };
    expect(unknownVariables(shape, foreign)).toEqual([]);
  });
});
