/** Keys of payment providers, shops and exchanges. */
import type { Detector } from '../../detector.js';
import { assigned, token } from './secret-row.js';
import { alnum, base64, base64url, digits, hex, lower, oneOf, padded, upper, uuid } from './shape.js';

export const payment: readonly Detector[] = [
  token('stripe-live-key', 'Stripe secret key', ['sk_live_', alnum(16, 255)]),
  token('stripe-test-key', 'Stripe secret key for tests', ['sk_test_', alnum(16, 255)]),
  token('stripe-restricted-key', 'Stripe restricted key', [oneOf('rk_live_', 'rk_test_'), alnum(16, 255)], {
    keywords: ['rk_live_', 'rk_test_'],
  }),
  token('stripe-organisation-key', 'Stripe organisation key', ['sk_org_', alnum(16, 255)]),
  token('webhook-signing-secret', 'Webhook signing secret of Stripe, OpenAI, Svix and others', [
    'whsec_',
    padded(24, 128),
  ]),
  token('square-access-token', 'Square access token', ['EAAA', base64url(60)]),
  token('square-legacy-token', 'Square access token of the older form', ['sq0atp-', base64url(22)]),
  token('square-oauth-secret', 'Square OAuth secret', ['sq0csp-', base64url(43)]),
  token('paypal-access-token', 'PayPal and Braintree access token', [
    'access_token$',
    oneOf('production', 'sandbox'),
    '$',
    lower(16),
    '$',
    hex(32),
  ]),
  assigned('paypal-client-secret', 'PayPal client secret, by its name', ['paypal'], base64url(80)),
  assigned('braintree-private-key', 'Braintree private key, by its name', ['braintree'], hex(32)),
  token('adyen-api-key', 'Adyen API key', ['AQE', padded(120, 400)]),
  assigned('adyen-hmac-key', 'Adyen HMAC key, by its name', ['adyen'], hex(64)),
  token('razorpay-key-id', 'Razorpay key id', [oneOf('rzp_live_', 'rzp_test_'), alnum(14)], {
    keywords: ['rzp_live_', 'rzp_test_'],
  }),
  assigned('razorpay-secret', 'Razorpay key secret, by its name', ['razorpay', 'rzp_'], alnum(24)),
  token('shopify-admin-token', 'Shopify Admin API access token', ['shpat_', hex(32)]),
  token('shopify-custom-app-token', 'Shopify custom app access token', ['shpca_', hex(32)]),
  token('shopify-private-app-password', 'Shopify private app password', ['shppa_', hex(32)]),
  token('shopify-shared-secret', 'Shopify app shared secret', ['shpss_', hex(32)]),
  token('shopify-user-token', 'Shopify user or refresh token', [oneOf('shpua_', 'shprt_'), hex(32)], {
    keywords: ['shpua_', 'shprt_'],
  }),
  token('plaid-access-token', 'Plaid access token', [
    'access-',
    oneOf('production-', 'sandbox-', 'development-'),
    uuid,
  ]),
  assigned('plaid-secret', 'Plaid secret, by its name', ['plaid'], hex(30)),
  token('mollie-key', 'Mollie API key', [oneOf('live_', 'test_'), alnum(30)], {
    keywords: ['live_', 'test_'],
  }),
  token('gocardless-token', 'GoCardless access token', [oneOf('live_', 'sandbox_'), base64url(40)], {
    keywords: ['live_', 'sandbox_'],
  }),
  token(
    'flutterwave-secret-key',
    'Flutterwave secret key',
    [oneOf('FLWSECK-', 'FLWSECK_TEST-'), hex(32), '-X'],
    { keywords: ['flwseck'] },
  ),
  token('checkout-secret-key', 'Checkout.com secret key', ['sk_', oneOf('', 'sbox_'), lower(26)]),
  token('checkout-legacy-key', 'Checkout.com secret key of the older form', [
    'sk_',
    oneOf('', 'test_'),
    uuid,
  ]),
  token('paddle-key', 'Paddle API key', [
    'pdl_',
    oneOf('live_', 'sdbx_'),
    'apikey_',
    lower(26),
    '_',
    alnum(22),
    '_',
    alnum(3),
  ]),
  token('paddle-webhook-secret', 'Paddle webhook secret', ['pdl_ntfset_', lower(26), '_', padded(32)]),
  token('easypost-key', 'EasyPost API key', [oneOf('EZAK', 'EZTK'), alnum(54)], {
    keywords: ['ezak', 'eztk'],
  }),
  token('shippo-token', 'Shippo API token', [oneOf('shippo_live_', 'shippo_test_'), hex(40)], {
    keywords: ['shippo_live_', 'shippo_test_'],
  }),
  token('duffel-token', 'Duffel access token', [oneOf('duffel_live_', 'duffel_test_'), base64url(43)], {
    keywords: ['duffel_live_', 'duffel_test_'],
  }),
  token('woocommerce-secret', 'WooCommerce consumer key or secret', [oneOf('cs_', 'ck_'), hex(40)], {
    keywords: ['cs_', 'ck_'],
  }),
  token('xendit-key', 'Xendit secret key', [oneOf('xnd_production_', 'xnd_development_'), alnum(40, 80)], {
    keywords: ['xnd_production_', 'xnd_development_'],
  }),
  token('mercadopago-token', 'Mercado Pago access token', [
    'APP_USR-',
    digits(12, 20),
    '-',
    digits(6),
    '-',
    hex(32),
    '-',
    digits(6, 12),
  ]),
  token(
    'polar-token',
    'Polar organisation or personal token',
    [oneOf('polar_oat_', 'polar_pat_'), alnum(32, 64)],
    { keywords: ['polar_oat_', 'polar_pat_'] },
  ),
  token(
    'midtrans-server-key',
    'Midtrans server key',
    [oneOf('Mid-server-', 'SB-Mid-server-'), base64url(24)],
    { keywords: ['mid-server-'] },
  ),
  assigned('coinbase-secret', 'Coinbase API secret, by its name', ['coinbase'], padded(32, 88)),
  assigned('binance-secret', 'Binance API key or secret, by its name', ['binance'], alnum(64)),
  assigned('kraken-secret', 'Kraken private key, by its name', ['kraken'], padded(56, 88)),
  assigned('wise-token', 'Wise API token, by its name', ['transferwise', 'wise_'], uuid),
  assigned('paystack-key', 'Paystack secret key, by its name', ['paystack'], hex(40)),
  assigned('recurly-key', 'Recurly private API key, by its name', ['recurly'], hex(32)),
  assigned('bigcommerce-token', 'BigCommerce access token, by its name', ['bigcommerce'], lower(31)),
  assigned('etsy-keystring', 'Etsy shared secret or keystring, by its name', ['etsy_', 'etsy-'], lower(24)),
  assigned('alpaca-secret', 'Alpaca trading secret key, by its name', ['alpaca', 'apca-api'], alnum(40)),
  assigned('worldpay-key', 'Worldpay service key, by its name', ['worldpay'], {
    ...upper(40),
    source: '[TL]_[SC]_[0-9A-Za-z-]{32,40}',
    sample: `T_S_${uuid.sample}`,
    tooShort: `T_S_${base64(20).sample}`,
  }),
];
