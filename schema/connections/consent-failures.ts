import { builder, ErrorInterface, ExpectedFailure } from '#schema/kit';

/** The expected failures of linking by consent, beside those of any link. */

export class ConsentRefused extends ExpectedFailure {
  constructor() {
    super(
      'CONSENT_REFUSED',
      'The wearer did not consent at Dexcom.',
      'Begin again, if the wearer wants to share the readings after all.',
    );
  }
}

export class ConsentExpired extends ExpectedFailure {
  constructor() {
    super(
      'CONSENT_EXPIRED',
      'The wearer came back from Dexcom too late, or Dexcom no longer knew of the consent.',
      'Begin again, and consent within ten minutes.',
    );
  }
}

export class OtherWearer extends ExpectedFailure {
  constructor() {
    super(
      'OTHER_WEARER',
      'The readings of this account are not those of this user: nothing was connected.',
      "Link the account of the same person. If the readings that are here are somebody else's, " +
        'disconnect that account first and create another user.',
    );
  }
}

export class ProviderNotConfigured extends ExpectedFailure {
  readonly regions: readonly string[];
  constructor(regions: readonly string[]) {
    super(
      'PROVIDER_NOT_CONFIGURED',
      'This gateway has no app at Dexcom for this region, or Dexcom refused it.',
      regions.length > 0
        ? `Use one of these regions, if the account was made there: ${regions.join(', ')}.`
        : 'Whoever runs the gateway has to set DEXCOM_OAUTH_APPS and PUBLIC_URL.',
      { regions },
    );
    this.regions = regions;
  }
}

export class AppConnectionsExhausted extends ExpectedFailure {
  readonly connectionsMax: number;
  constructor(connectionsMax: number) {
    super(
      'APP_CONNECTIONS_EXHAUSTED',
      `Dexcom lets the app of this gateway have ${connectionsMax} connections, and it has them.`,
      'Disconnect one that is not needed, or ask Dexcom for more.',
      { connectionsMax },
    );
    this.connectionsMax = connectionsMax;
  }
}

builder.objectType(ProviderNotConfigured, {
  name: 'ProviderNotConfigured',
  description: 'The gateway has no app at the provider for this region.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    regions: t.exposeStringList('regions', { description: 'The regions in which it has one.' }),
  }),
});

builder.objectType(AppConnectionsExhausted, {
  name: 'AppConnectionsExhausted',
  description: "The gateway's app at the provider has as many connections as it may.",
  interfaces: [ErrorInterface],
  fields: (t) => ({
    connectionsMax: t.exposeInt('connectionsMax', { description: 'How many that are.' }),
  }),
});

builder.objectType(ConsentRefused, {
  name: 'ConsentRefused',
  description: 'The wearer did not consent.',
  interfaces: [ErrorInterface],
});

builder.objectType(OtherWearer, {
  name: 'OtherWearer',
  description: "The account's readings are not those that are kept of the same hours.",
  interfaces: [ErrorInterface],
});

builder.objectType(ConsentExpired, {
  name: 'ConsentExpired',
  description: 'The wearer came back from the provider too late.',
  interfaces: [ErrorInterface],
});
