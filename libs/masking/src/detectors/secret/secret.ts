/** All kinds of secrets, by family; the order has no meaning, since of two matches the score decides. */
import type { Detector } from '../../detector.js';
import { byKey } from './by-key.js';
import { cloud } from './cloud.js';
import { code } from './code.js';
import { connectionString } from './connection-string.js';
import { dataStore } from './data-store.js';
import { hosting } from './hosting.js';
import { inText } from './in-text.js';
import { keyMaterial } from './key-material.js';
import { messaging } from './messaging.js';
import { modelProvider } from './model-provider.js';
import { observability } from './observability.js';
import { payment } from './payment.js';
import { pipeline } from './pipeline.js';
import { workTool } from './work-tool.js';

const told: Readonly<Record<string, readonly Detector[]>> = {
  'Large clouds': cloud,
  'Hosts and networks': hosting,
  'Source control and registries': code,
  'Chat, mail and telephone': messaging,
  'Payment and shops': payment,
  'Model providers': modelProvider,
  'Monitoring and quality': observability,
  'Pipelines, infrastructure and secret stores': pipeline,
  'Data stores': dataStore,
  'Work tools and identity': workTool,
  'Keys, tokens and hashes': keyMaterial,
  'Addresses with passwords': connectionString,
  'Credentials in text': inText,
};

/** Families as the catalogue shows them. Every key of theirs tells a secret too where its value stands alone. */
export const secretFamilies: Readonly<Record<string, readonly Detector[]>> = {
  ...told,
  'Values under telling keys': byKey(
    Object.values(told)
      .flat()
      .flatMap((row) => row.keys ?? []),
  ),
};

export const secretDetectors: readonly Detector[] = Object.values(secretFamilies).flat();
