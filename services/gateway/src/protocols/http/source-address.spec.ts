import { describe, expect, it } from 'vitest';
import { sourceAddress, TrustedProxies } from './source-address.js';

const trusted = new TrustedProxies(['10.0.0.0/8', '2001:db8:1::/48', '192.0.2.7']);
const nobody = new TrustedProxies([]);
const headers = (forwardedFor?: string, forwarded?: string) => ({ forwardedFor, forwarded });

describe('the source of a call', () => {
  it.each([
    ['192.0.2.200', '192.0.2.0/24'],
    ['::ffff:192.0.2.200', '192.0.2.0/24'],
    ['2001:db8:1:2:3::4', '2001:db8:1::/48'],
    ['fe80::1%eth0', 'fe80::/48'],
    [undefined, ''],
  ])('%s is of network %s', (peer, network) => {
    expect(sourceAddress(peer, headers(), nobody)).toMatchObject({ network, forwarded: false });
  });

  it('is the peer when the peer is not trusted, whatever the headers say', () => {
    const source = sourceAddress('198.51.100.1', headers('203.0.113.9', 'for=203.0.113.9'), trusted);
    expect(source).toEqual({ address: '198.51.100.1', network: '198.51.100.0/24', forwarded: false });
  });

  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['1.1.1.1, 203.0.113.9', '203.0.113.9'],
    ['203.0.113.9, 10.1.1.1, 192.0.2.7', '203.0.113.9'],
    ['203.0.113.9:4711', '203.0.113.9'],
    ['[2001:db8:9::1]:4711', '2001:db8:9::1'],
    ['10.3.3.3', '10.3.3.3'],
    ['nonsense, 203.0.113.9', '203.0.113.9'],
    ['203.0.113.9, nonsense', '10.9.9.9'],
    ['0x7f.1', '10.9.9.9'],
  ])('X-Forwarded-For: %s from a trusted peer gives %s', (list, address) => {
    expect(sourceAddress('10.9.9.9', headers(list), trusted).address).toBe(address);
  });

  it.each([
    ['for=203.0.113.9', '203.0.113.9'],
    ['for=1.1.1.1, for="203.0.113.9:80";proto=https;by=10.0.0.1', '203.0.113.9'],
    ['for="[2001:db8:9::1]:80"', '2001:db8:9::1'],
    ['for=unknown', '10.9.9.9'],
    ['for=_hidden', '10.9.9.9'],
  ])('Forwarded: %s from a trusted peer gives %s', (list, address) => {
    expect(sourceAddress('10.9.9.9', headers('1.2.3.4', list), trusted).address).toBe(address);
  });

  it('does not read endless lists', () => {
    const list = Array.from({ length: 1_000 }, () => '10.1.1.1').join(',');
    expect(sourceAddress('10.9.9.9', headers(`203.0.113.9,${list}`), trusted).address).toBe('10.1.1.1');
  });

  it('names what is no network', () => {
    expect(() => new TrustedProxies(['10.0.0.0/8', 'proxy.example'])).toThrow('proxy.example');
  });
});
