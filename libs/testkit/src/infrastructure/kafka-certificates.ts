/** Certificates of a secured broker and its clients, made without OpenSSL: DER of RFC 5280 §4.1, version 3, P-256. */
import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

export interface Certificate {
  /** PEM. */
  readonly certificate: string;
  /** PEM, PKCS #8. */
  readonly key: string;
}

export interface Authority {
  /** PEM of the authority's own certificate. */
  readonly certificate: string;
  /** A certificate of `commonName`, good for TLS servers on loopback and for clients. */
  issue(commonName: string): Certificate;
}

const SEQUENCE = 0x30;
const SET = 0x31;
const OID = 0x06;
const BOOLEAN = 0x01;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const VERSION = 0xa0;
const EXTENSIONS = 0xa3;
const DNS_NAME = 0x82;
const IP_ADDRESS = 0x87;

const ECDSA_WITH_SHA256 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
const COMMON_NAME = [0x55, 0x04, 0x03];
const BASIC_CONSTRAINTS = [0x55, 0x1d, 0x13];
const SUBJECT_ALTERNATIVE_NAME = [0x55, 0x1d, 0x11];

/** Tag, length, contents; lengths up to 65,535. */
function der(tag: number, ...contents: (Uint8Array | readonly number[] | string)[]): Buffer {
  const body = Buffer.concat(
    contents.map((part) => (typeof part === 'string' ? Buffer.from(part) : Uint8Array.from(part))),
  );
  const { length } = body;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Uint8Array.of(tag, ...size), body]);
}

const algorithm = der(SEQUENCE, der(OID, ECDSA_WITH_SHA256));
const validity = der(SEQUENCE, der(UTC_TIME, '200101000000Z'), der(UTC_TIME, '491231235959Z'));
const ofAuthority = der(
  SEQUENCE,
  der(OID, BASIC_CONSTRAINTS),
  der(BOOLEAN, [0xff]),
  der(OCTET_STRING, der(SEQUENCE, der(BOOLEAN, [0xff]))),
);
const onLoopback = der(
  SEQUENCE,
  der(OID, SUBJECT_ALTERNATIVE_NAME),
  der(OCTET_STRING, der(SEQUENCE, der(DNS_NAME, 'localhost'), der(IP_ADDRESS, [127, 0, 0, 1]))),
);

function nameOf(commonName: string): Buffer {
  return der(SEQUENCE, der(SET, der(SEQUENCE, der(OID, COMMON_NAME), der(UTF8_STRING, commonName))));
}

interface Contents {
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly issuer: string;
  readonly issuerKey: KeyObject;
  readonly extension: Buffer;
}

function signed(contents: Contents): string {
  const serial = Uint8Array.of(1, ...randomBytes(8));
  const toBeSigned = der(
    SEQUENCE,
    der(VERSION, der(INTEGER, [2])),
    der(INTEGER, serial),
    algorithm,
    nameOf(contents.issuer),
    validity,
    nameOf(contents.subject),
    contents.publicKey.export({ format: 'der', type: 'spki' }),
    der(EXTENSIONS, der(SEQUENCE, contents.extension)),
  );
  const signature = sign('sha256', toBeSigned, contents.issuerKey);
  const certificate = der(SEQUENCE, toBeSigned, algorithm, der(BIT_STRING, [0], signature));
  const lines = certificate.toString('base64').replace(/.{64}/g, '$&\n').trimEnd();
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

export function newAuthority(commonName: string): Authority {
  const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issued = { issuer: commonName, issuerKey: own.privateKey };
  return {
    certificate: signed({
      ...issued,
      subject: commonName,
      publicKey: own.publicKey,
      extension: ofAuthority,
    }),
    issue: (subject) => {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      return {
        certificate: signed({ ...issued, subject, publicKey, extension: onLoopback }),
        key: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
      };
    },
  };
}
