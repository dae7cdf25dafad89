/** Paths of the OpenAI API: its own, Azure's with the deployment in it, and those of servers that speak it below any version. */
import type { Target } from '../dialect.js';

/** Azure takes letters of either case, so that a path in capitals must not slip by. */
const shape = /^(?:\/openai)?(?:\/v\d+(?:beta)?)?(?:\/openai)?(?:\/deployments\/([^/]+))?(\/.*?)\/?$/i;

export interface OpenaiPath {
  /** In lower case, from behind version and deployment: `/chat/completions`. */
  readonly resource: string;
  /** Deployment of an Azure path: the model that is asked. Empty elsewhere. */
  readonly deployment: string;
}

export function openaiPath(target: Target): OpenaiPath | undefined {
  const match = shape.exec(target.path);
  const resource = match?.[2];
  if (resource === undefined) return undefined;
  return { resource: resource.toLowerCase(), deployment: decoded(match?.[1] ?? '') };
}

/** The path was normalised: an escape that is left is one of a character that has to be escaped. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    if (error instanceof URIError) return segment;
    throw error;
  }
}

export const isPost = (target: Target, resource: string): boolean =>
  target.method === 'POST' && openaiPath(target)?.resource === resource;
