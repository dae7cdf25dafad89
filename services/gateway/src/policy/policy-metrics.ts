/** Figures on the policy document: which is in force, since when, and how changes went. */
import { Counter, Gauge } from 'prom-client';
import type { Registry } from 'prom-client';

export interface PolicyMetrics {
  loaded(version: string): void;
  refused(): void;
  keysFailed(issuer: string): void;
}

export function policyMetrics(registry: Registry): PolicyMetrics {
  const registers = [registry];
  const changes = new Counter({
    name: 'sallyport_policy_changes_total',
    help: 'Changes of the policy document or of a file it names, by result.',
    labelNames: ['result'],
    registers,
  });
  const inForce = new Gauge({
    name: 'sallyport_policy_in_force',
    help: '1 for the version (SHA-256) of the document in force.',
    labelNames: ['version'],
    registers,
  });
  const stale = new Gauge({
    name: 'sallyport_policy_refused',
    help: '1 while the document on disk is refused and an older one stays in force.',
    registers,
  });
  const keysFailed = new Counter({
    name: 'sallyport_issuer_keys_failed_total',
    help: 'Attempts to fetch an issuer’s keys that failed.',
    labelNames: ['trusted_issuer'],
    registers,
  });
  return {
    loaded(version) {
      changes.inc({ result: 'loaded' });
      stale.set(0);
      inForce.reset();
      inForce.set({ version }, 1);
    },
    refused() {
      changes.inc({ result: 'refused' });
      stale.set(1);
    },
    keysFailed: (issuer) => keysFailed.inc({ trusted_issuer: issuer }),
  };
}
