import { describe, expect, it } from 'vitest';
import { migrateEnvironment, serviceEnvironment, type ServiceFacts } from './service-environment.js';
import { loginRoles } from './provision/roles.js';
import { serviceNames } from './service-names.js';
import { stateFolder } from './state-folder.js';

const facts: ServiceFacts = {
  state: stateFolder('/state'),
  policyFile: '/state/sallyport.yaml',
  postgresUrl: 'postgres://postgres:super@127.0.0.1:5432/postgres',
  passwords: Object.fromEntries(loginRoles.map((role) => [role, `password-of-${role}`])),
  brokers: undefined,
  openAiKey: 'sk-demo',
  demoIssuer: 'http://127.0.0.1:7406',
  env: {
    PATH: '/bin',
    HOME: '/home/me',
    WAREHOUSE_KEY: 'w',
    DATABASE_URL: 'postgres://mine',
    PGPASSWORD: 'p',
  },
};

describe('the environment of a service', () => {
  it('has the password of its own role and no other', () => {
    for (const service of serviceNames) {
      const env = serviceEnvironment(service, 1, { admin: 1, grpc: 2, http: 3, control: [4, 5] }, facts);
      const texts = Object.values(env).join(' ');
      const role = service.replace('-', '_');
      expect(texts.match(/password-of-\w+/g)?.filter((one) => one !== `password-of-${role}`)).toEqual([]);
      expect(texts).not.toContain('super');
      expect(env).not.toHaveProperty('PGPASSWORD');
    }
  });

  it('has the private root key of the control feed in the approval service alone', () => {
    for (const service of serviceNames) {
      const env = serviceEnvironment(service, 1, { admin: 1, grpc: 2, http: 3, control: [4, 5] }, facts);
      const hasIt = Object.values(env).includes(facts.state.controlRoot.privateFile);
      expect([service, hasIt]).toEqual([service, service === 'approval']);
      if (service === 'gateway')
        expect(env).toMatchObject({
          SALLYPORT_CONTROL_ADDRESSES: '127.0.0.1:4,127.0.0.1:5',
          SALLYPORT_CONTROL_ROOT_KEY_FILE: facts.state.controlRoot.publicFile,
        });
    }
  });

  it('is that of the owner in the migrate step alone', () => {
    expect(migrateEnvironment('session-archive', facts)).toMatchObject({
      DATABASE_URL: expect.stringContaining('session_archive:') as string,
      DATABASE_MIGRATE_URL: expect.stringContaining('session_archive_owner:') as string,
    });
    expect(migrateEnvironment('gateway', facts)).toBeUndefined();
  });

  it('holds credentials of connections for the gateway only', () => {
    const ports = { admin: 1, grpc: 2, http: 3, control: [4, 5] };
    expect(serviceEnvironment('gateway', 1, ports, facts)).toHaveProperty('WAREHOUSE_KEY', 'w');
    expect(serviceEnvironment('approval', 1, ports, facts)).not.toHaveProperty('WAREHOUSE_KEY');
  });
});
