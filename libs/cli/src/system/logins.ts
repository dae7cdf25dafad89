/** Logins of this user, by the system they are for: kept in the user's configuration folder, readable by the user only. */
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const login = z.object({
  /** Base URL of the archive's REST. */
  url: z.string(),
  gatewayUrl: z.string().optional(),
  issuer: z.string(),
  clientId: z.string(),
  accessToken: z.string(),
  refreshToken: z.string().optional(),
  expiresAtS: z.number(),
});

export type Login = z.output<typeof login>;

const logins = z.object({ current: z.string().optional(), logins: z.array(login) });

type Environment = Readonly<Record<string, string | undefined>>;

export class Logins {
  readonly #file: string;

  constructor(env: Environment, home: string) {
    const base = env['XDG_CONFIG_HOME'] ?? path.join(home, '.config');
    this.#file = path.join(base, 'sallyport', 'logins.json');
  }

  #read(): z.output<typeof logins> {
    if (!existsSync(this.#file)) return { logins: [] };
    const parsed = logins.safeParse(JSON.parse(readFileSync(this.#file, 'utf8')));
    return parsed.success ? parsed.data : { logins: [] };
  }

  /** The login for `url`; without it the one made last. */
  find(url: string | undefined): Login | undefined {
    const { current, logins: all } = this.#read();
    return all.find((one) => one.url === (url ?? current));
  }

  save(made: Login): void {
    const others = this.#read().logins.filter(({ url }) => url !== made.url);
    mkdirSync(path.dirname(this.#file), { recursive: true, mode: 0o700 });
    const next = `${this.#file}.next`;
    const value = { current: made.url, logins: [...others, made] };
    writeFileSync(next, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
    chmodSync(next, 0o600);
    renameSync(next, this.#file);
  }
}
