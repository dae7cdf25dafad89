/** Keys of hosts, networks and domain providers. */
import type { Detector } from '../../detector.js';
import { assigned, token } from './secret-row.js';
import { alnum, base64url, dotted, hex, lower, oneOf, padded, upper, uuid } from './shape.js';

export const hosting: readonly Detector[] = [
  token('digitalocean-personal-token', 'DigitalOcean personal access token', ['dop_v1_', hex(64)]),
  token('digitalocean-oauth-token', 'DigitalOcean OAuth token', ['doo_v1_', hex(64)]),
  token('digitalocean-refresh-token', 'DigitalOcean refresh token', ['dor_v1_', hex(64)]),
  token('digitalocean-spaces-key', 'DigitalOcean Spaces access key id', ['DO00', upper(16)]),
  token('cloudflare-user-token', 'Cloudflare API token of a user, with its mark', ['cfut_', alnum(48)]),
  token('cloudflare-account-token', 'Cloudflare API token of an account, with its mark', [
    'cfat_',
    alnum(48),
  ]),
  token('cloudflare-marked-global-key', 'Cloudflare global API key, with its mark', ['cfk_', alnum(48)]),
  assigned(
    'cloudflare-api-token',
    'Cloudflare API token, by its name',
    ['cloudflare', 'cf_api', 'cf_token'],
    base64url(40),
  ),
  assigned(
    'cloudflare-global-key',
    'Cloudflare global API key, by its name',
    ['cloudflare', 'cf_api', 'x-auth-key'],
    hex(37),
  ),
  token('cloudflare-origin-ca-key', 'Cloudflare Origin CA key', ['v1.0-', hex(24), '-', hex(146)]),
  token('heroku-key', 'Heroku API key', ['HRKU-', base64url(60)]),
  assigned('heroku-legacy-key', 'Heroku API key of the older form, by its name', ['heroku'], uuid),
  assigned('linode-token', 'Linode (Akamai) personal access token, by its name', ['linode'], hex(64)),
  assigned(
    'scaleway-secret-key',
    'Scaleway secret key, by its name',
    ['scaleway', 'scw_secret', 'scw_'],
    uuid,
  ),
  assigned('hetzner-token', 'Hetzner Cloud API token, by its name', ['hetzner', 'hcloud'], alnum(64)),
  assigned('vultr-key', 'Vultr API key, by its name', ['vultr'], upper(36)),
  assigned('ovh-secret', 'OVHcloud application secret or consumer key, by its name', ['ovh'], alnum(32)),
  assigned('exoscale-secret', 'Exoscale API secret, by its name', ['exoscale'], base64url(43)),
  token('upcloud-token', 'UpCloud API token', ['ucat_', upper(26)]),
  token('fly-token', 'Fly.io macaroon token', [oneOf('fm1r_', 'fm2_', 'fm1a_'), padded(100, 3_000)], {
    keywords: ['fm1r_', 'fm2_', 'fm1a_'],
  }),
  token('fly-oauth-token', 'Fly.io OAuth token', ['fo1_', base64url(43)]),
  token(
    'vercel-token',
    'Vercel token, with its mark',
    [oneOf('vcp_', 'vci_', 'vca_', 'vcr_', 'vck_'), alnum(24, 64)],
    { keywords: ['vcp_', 'vci_', 'vca_', 'vcr_', 'vck_'] },
  ),
  token('vercel-blob-token', 'Vercel Blob read-write token', [
    'vercel_blob_rw_',
    alnum(16),
    '_',
    alnum(30, 40),
  ]),
  assigned('vercel-legacy-token', 'Vercel token of the older form, by its name', ['vercel'], alnum(24)),
  token('netlify-token', 'Netlify personal access token', ['nfp_', alnum(36)]),
  assigned(
    'netlify-legacy-token',
    'Netlify token of the older form, by its name',
    ['netlify'],
    base64url(43, 46),
  ),
  token('render-key', 'Render API key', ['rnd_', alnum(28, 32)]),
  assigned('railway-token', 'Railway token, by its name', ['railway'], uuid),
  assigned('koyeb-token', 'Koyeb token, by its name', ['koyeb'], lower(64)),
  assigned('fastly-token', 'Fastly API token, by its name', ['fastly'], base64url(32)),
  token('akamai-edgegrid-token', 'Akamai EdgeGrid access or client token', [
    'akab-',
    lower(16),
    '-',
    lower(16),
  ]),
  token('tailscale-key', 'Tailscale auth, API or OAuth key', [
    'tskey-',
    oneOf('auth', 'api', 'client', 'scim', 'webhook'),
    '-',
    alnum(8, 32),
    '-',
    alnum(16, 64),
  ]),
  assigned(
    'ngrok-token',
    'ngrok authtoken or API key, by its name',
    ['ngrok', 'authtoken'],
    base64url(43, 50),
  ),
  token('deno-deploy-token', 'Deno Deploy token', [oneOf('ddp_', 'ddo_', 'ddw_'), alnum(36)], {
    keywords: ['ddp_', 'ddo_', 'ddw_'],
  }),
  assigned('godaddy-key', 'GoDaddy API key or secret, by its name', ['godaddy'], base64url(22, 40)),
  assigned('namecheap-key', 'Namecheap API key, by its name', ['namecheap'], hex(32)),
  assigned('bunny-key', 'bunny.net access key, by its name', ['bunnycdn', 'bunny_'], dotted(36, 72)),
  assigned('zerotier-token', 'ZeroTier API token, by its name', ['zerotier'], alnum(32)),
];
