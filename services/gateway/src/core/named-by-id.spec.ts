import { expect, it } from 'vitest';
import { changesNames, collectionNamed, collectionsPath, graphNamed } from './named-by-id.js';

const id = '32c86e67-0000-4000-8000-000000000003';
const collections = '/api/v2/tenants/t/databases/d/collections';

it('takes what is no UUID for the name of a graph', () => {
  expect(graphNamed('agent')).toBe('agent');
  expect(graphNamed('')).toBe('');
  expect(graphNamed(id)).toBeUndefined();
  expect(graphNamed(id.toUpperCase())).toBeUndefined();
});

it.each([
  ['POST', `${collections}/${id}/query`, undefined],
  ['PUT', `${collections}/${id}`, undefined],
  // A collection may be called like an id: where names stand, it is the name.
  ['GET', `${collections}/${id}`, id],
  ['DELETE', `${collections}/${id}`, id],
])('knows whether %s %s names a collection by its id', (method, path, name) => {
  expect(collectionNamed({ method, path }, id)).toBe(name);
  expect(collectionNamed({ method, path: path.replace(id, 'notes') }, 'notes')).toBe('notes');
  expect(collectionsPath(path)).toBe(collections);
});

it.each([
  ['PATCH', '/assistants/x', true],
  ['DELETE', '/assistants/x', true],
  ['POST', '/assistants', true],
  ['POST', '/assistants/x/latest', true],
  ['POST', '/assistants/x/versions', false],
  ['POST', '/assistants/search', false],
  ['GET', '/assistants/x', false],
  ['POST', '/threads/x/state', false],
  ['PUT', `${collections}/x`, true],
  ['DELETE', `${collections}/x`, true],
  ['POST', `${collections}/x/add`, false],
])('%s %s changes what names stand for: %s', (method, path, changes) => {
  expect(changesNames({ method, path })).toBe(changes);
});
