// Chroma's client. Its address has no place for a path, so the connection's name is written behind the port.
import { ChromaClient, ChromaClientError, ChromaForbiddenError, ChromaUnauthorizedError } from 'chromadb';
import { serve } from './serve.mjs';

function open({ base, token }) {
  const { hostname, port, pathname } = new URL(base);
  const path = pathname === '/' ? '' : pathname;
  return new ChromaClient({
    host: hostname,
    port: `${port}${path}`,
    headers: token === '' ? {} : { authorization: `Bearer ${token}` },
  });
}
/** Vectors of three numbers: what the text is about is told by its length, its first letter and its last. */
const vectorOf = (text) => [
  text.length / 100,
  text.charCodeAt(0) / 256,
  text.charCodeAt(text.length - 1) / 256,
];
const collectionOf = (asked) =>
  open(asked).getCollection({ name: asked.collection, embeddingFunction: null });

const cases = {
  async create(asked) {
    const { id } = await open(asked).createCollection({ name: asked.collection, embeddingFunction: null });
    return { id };
  },
  async add(asked) {
    const collection = await collectionOf(asked);
    const { ids, texts } = asked;
    await collection.add({
      ids,
      documents: texts,
      embeddings: texts.map(vectorOf),
      metadatas: ids.map((id) => ({ kind: id.split('-')[0] })),
    });
    return { count: await collection.count() };
  },
  async query(asked) {
    const collection = await collectionOf(asked);
    const found = await collection.query({
      queryEmbeddings: [vectorOf(asked.prompt)],
      nResults: 2,
      ...(asked.where === undefined ? {} : { where: asked.where }),
    });
    return { ids: found.ids[0], documents: found.documents[0] };
  },
  async get(asked) {
    const found = await (await collectionOf(asked)).get({ ids: asked.ids });
    return { ids: found.ids, documents: found.documents };
  },
  async remove(asked) {
    const collection = await collectionOf(asked);
    await collection.delete(asked.where === undefined ? { ids: asked.ids } : { where: asked.where });
    return { count: await collection.count() };
  },
  async list(asked) {
    return { names: (await open(asked).listCollections()).map((collection) => collection.name) };
  },
  async drop(asked) {
    await open(asked).deleteCollection({ name: asked.collection });
    return {};
  },
};

const kindOf = (error) =>
  error instanceof ChromaForbiddenError
    ? 'permission'
    : error instanceof ChromaUnauthorizedError
      ? 'authentication'
      : error instanceof ChromaClientError
        ? 'api'
        : undefined;
await serve(cases, kindOf);
