/** Loads an issuer's keys from where its settings say they are. */
import { discoverKeysUri } from './discovery.js';
import type { FetchJson } from './fetch-json.js';
import type { IssuerSettings } from './issuer-settings.js';
import { readKeySet } from './key-set.js';
import type { KeySet } from './key-set.js';

/** The address is discovered anew each time: providers move their keys, and the documents are small. */
export async function keysOfIssuer(settings: IssuerSettings, fetchJson: FetchJson): Promise<KeySet> {
  const { keys, issuer } = settings;
  switch (keys.kind) {
    case 'held':
      return readKeySet(keys.keys);
    case 'jwks':
      return readKeySet(await fetchJson(keys.uri));
    case 'discovery': {
      const insecureHttp = settings.kind === 'provider' && settings.insecureHttp;
      return readKeySet(await fetchJson(await discoverKeysUri({ issuer, insecureHttp, fetchJson })));
    }
  }
}
