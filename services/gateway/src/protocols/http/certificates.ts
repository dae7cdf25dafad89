/** Certificates of the data port, read from files and read again when they change. */
import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import type { ServerOptions } from 'node:https';

export interface CertificateFiles {
  readonly certFile: string;
  readonly keyFile: string;
  /** Authorities of client certificates: with it, a client without a certificate of theirs is not let in. */
  readonly clientCaFile: string | undefined;
}

/** What can take new certificates while it runs. */
interface SecureServer {
  setSecureContext(options: SecureContextOptions): void;
}

/**
 * Watches by looking at the files at a steady pace: that also sees files that are replaced by renaming or through a
 * changed symbolic link, as orchestrators do.
 */
export class Certificates {
  constructor(
    private readonly files: CertificateFiles,
    private readonly log: { info(text: string): void; error(facts: object, text: string): void },
  ) {}

  /** For the start. @throws the error of reading or of TLS, when they cannot be used */
  options(): ServerOptions {
    const options = this.#read();
    const mutual = this.files.clientCaFile !== undefined;
    return { ...options, minVersion: 'TLSv1.2', requestCert: mutual, rejectUnauthorized: mutual };
  }

  /** Gives the server new certificates when a file changed. What cannot be used leaves the old ones in force. */
  watch(server: SecureServer, intervalMs: number): void {
    const reload = (): void => {
      try {
        server.setSecureContext({ ...this.#read(), minVersion: 'TLSv1.2' });
        this.log.info('certificates reloaded');
      } catch (error) {
        this.log.error(
          { reason: error instanceof Error ? error.message : 'unknown' },
          'new certificates cannot be used: the old ones stay in force',
        );
      }
    };
    for (const file of this.#all()) watchFile(file, { interval: intervalMs, persistent: false }, reload);
  }

  close(): void {
    for (const file of this.#all()) unwatchFile(file);
  }

  #all(): string[] {
    const { certFile, keyFile, clientCaFile } = this.files;
    return clientCaFile === undefined ? [certFile, keyFile] : [certFile, keyFile, clientCaFile];
  }

  #read(): SecureContextOptions {
    const { certFile, keyFile, clientCaFile } = this.files;
    const options = {
      cert: readFileSync(certFile),
      key: readFileSync(keyFile),
      ...(clientCaFile === undefined ? {} : { ca: readFileSync(clientCaFile) }),
    };
    // A certificate whose key is not there yet is noticed here, and not in the middle of a handshake.
    createSecureContext(options);
    return options;
  }
}
