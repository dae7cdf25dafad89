/** What can be known of a request before its body, as people and programs read it. */
import type { Header, HttpTarget } from '@sallyport/contracts/generated/sallyport/events/v1/request';

interface TargetView {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export function targetView(target: HttpTarget | undefined): TargetView {
  if (target === undefined) return {};
  return { method: target.method, path: target.path, ...headersView(target.headers) };
}

export function headersView(headers: readonly Header[]): Pick<TargetView, 'headers'> {
  if (headers.length === 0) return {};
  return { headers: Object.fromEntries(headers.map((header) => [header.name, header.value])) };
}
