import type { Texts } from './en.ts';

/** Todo lo que dice el asistente, en español. */
export const texts: Texts = {
  language: { code: 'es', name: 'Español', direction: 'ltr' },
  common: {
    goOn: 'Continuar',
    back: 'Atrás',
    close: 'Cerrar',
    help: 'Ayuda',
    helpWords: (team) => `Pida ayuda a ${team}.`,
    helpLink: 'Pedir ayuda',
    privacyLink: 'Privacidad',
    newTab: '(se abre en otra pestaña)',
    languages: 'Idioma',
    notice:
      'Esta página no es de Dexcom ni es un producto sanitario. No decida un tratamiento por lo que muestra.',
    errorMark: 'Error:',
    problem: 'Hay un problema',
    copy: 'Copiar',
    copied: 'Copiado',
    marked: 'Está marcado. Ahora cópielo.',
    noScript: 'Esta página necesita JavaScript. Actívelo o abra el enlace en otro navegador.',
    ends: (minutes) => `Este enlace termina en ${minutes} ${minutes === 1 ? 'minuto' : 'minutos'}.`,
  },
  opening: {
    title: 'Un momento',
    stage: 'Estamos comprobando su enlace.',
    late: 'Esto tarda mucho. Vuelva a cargar la página.',
  },
  whose: {
    title: (team) => `Comparta su glucosa con ${team}`,
    facts: [
      ['Quién la ve', (team) => `${team} y las personas con quienes trabajan.`],
      ['Qué ven', () => 'Sus valores de glucosa y sus flechas: el último día y cada valor nuevo.'],
      ['Qué necesita', () => 'Su aplicación Dexcom, con su usuario y su contraseña.'],
      ['Cómo parar', (team) => `Dígalo a ${team}. Puede parar cuando quiera.`],
    ],
    factsOfBoth: [
      ['Quién la ve', (team) => `${team} y las personas con quienes trabajan.`],
      ['Qué ven', () => 'Sus valores de glucosa: los pasados y cada valor nuevo.'],
      ['Qué necesita', () => 'El usuario de su aplicación Dexcom.'],
      ['Cómo parar', (team) => `Dígalo a ${team}. Puede parar cuando quiera.`],
    ],
    question: '¿De quién es el sensor?',
    mine: 'Es mío',
    another: 'De alguien a quien cuido',
    shortCut: 'Share ya está activo: saltar pasos',
  },
  way: {
    title: '¿Qué quiere compartir?',
    consent: 'Mis valores pasados',
    consentHint:
      'Usted inicia sesión en Dexcom. Llegan sus valores de muchas semanas, con comidas e insulina. ' +
      'Los nuevos llegan de una a tres horas más tarde.',
    password: 'Mis valores de ahora',
    passwordHint:
      'Usted da su usuario y su contraseña. Cada valor nuevo llega en minutos. Share debe estar ' +
      'activo y alguien debe seguirle.',
    both: (team) => `Puede tener los dos: haga uno ahora y pida a ${team} otro enlace.`,
  },
  app: {
    title: '¿Qué aplicación muestra la glucosa?',
    g6: 'Dexcom G6',
    g7: 'Dexcom G7',
    one: 'Dexcom ONE',
    onePlus: 'Dexcom ONE+',
    stelo: 'Stelo',
    receiver: 'Ninguna, solo el receptor',
    unsure: 'No lo sé',
    unsureHelp:
      'Mire su teléfono. Busque la aplicación que muestra los datos. Su nombre está debajo del icono.',
  },
  stelo: {
    title: 'Stelo no puede compartir',
    words: (team) =>
      `La aplicación Stelo no tiene Share. Por eso ${team} no puede recibir sus datos aquí.`,
    next: (team) => `Diga a ${team} que usa Stelo.`,
    other: 'Uso otra aplicación',
  },
  receiver: {
    title: 'Necesita la aplicación Dexcom en un teléfono',
    words: () =>
      'El receptor no puede compartir. La aplicación Dexcom de un teléfono sí. Instale la aplicación ' +
      'y vincúlela con su sensor. Después abra este enlace otra vez.',
    next: (team) => `Si necesita ayuda, pídala a ${team}.`,
    other: 'Tengo la aplicación',
  },
  share: {
    title: 'Active Share',
    steps: {
      g6: [
        'Abra la aplicación Dexcom G6.',
        'Toque los tres puntos unidos de arriba. O abra Ajustes y luego Share.',
        'Active Share.',
      ],
      g7: [
        'Abra la aplicación Dexcom G7.',
        'Toque Conexiones y luego Share. Puede estar en Ajustes.',
        'Active Share.',
      ],
      one: [
        'Abra la aplicación Dexcom ONE.',
        'Busque Share en el menú.',
        'Active Share. Si no hay Share, esta aplicación no puede hacerlo.',
      ],
      onePlus: [
        'Abra la aplicación Dexcom ONE+.',
        'Toque Conexiones y luego Share. Puede estar en Ajustes.',
        'Active Share.',
      ],
    },
    note: 'Use la aplicación que muestra sus datos. Ni Clarity ni Follow.',
    isOn: 'Share está activo',
    lost: 'No lo encuentro',
    lostHelp:
      'Busque en el menú de la aplicación «Share», «Dexcom Share» o «Seguidores». ' +
      'Actualice la aplicación si no los ve.',
  },
  follower: {
    title: 'Invite a un seguidor',
    why: 'Dexcom entrega sus datos solo mientras alguien le sigue. Cualquier persona sirve.',
    who: 'Puede invitar:',
    friend: 'a un amigo o a alguien de su familia',
    self: 'a usted mismo, con otro correo electrónico',
    contact: (team) => `a ${team}, en`,
    notes: [
      'La invitación termina a los 7 días. Es mejor que la acepten.',
      'Mantenga su teléfono con internet.',
    ],
    done: 'Tengo un seguidor',
    later: 'Lo haré después',
  },
  region: {
    title: '¿Dónde se creó la cuenta de Dexcom?',
    note: 'No donde está ahora, sino donde estaba cuando la creó.',
    US: 'En los Estados Unidos',
    OUS: 'En otro país',
    APAC: 'En Japón o Singapur',
    APACHint: 'O donde el sitio de Dexcom es el japonés.',
    guess: 'Creemos que es esta.',
    missing: 'Elija una de las tres.',
    unsupported: 'Esta no se ofrece aquí. Elija otra o pida ayuda.',
  },
  consent: {
    title: 'Inicie sesión en Dexcom',
    words: 'Ahora verá la página de Dexcom. Inicie sesión allí y acepte.',
    own: 'Use el usuario de la persona que lleva el sensor.',
    facts: [
      [
        'Qué llega',
        () =>
          'Sus valores de muchas semanas, y las comidas, la insulina, el ejercicio y las notas de su aplicación.',
      ],
      ['Cuándo', () => 'Los pasados llegan ahora. Los nuevos, de una a tres horas más tarde.'],
      ['Su contraseña', (team) => `Solo la ve Dexcom. ${team} no la ve.`],
      ['¿Ya conectó con contraseña?', () => 'Eso también sigue, con sus valores de ahora.'],
    ],
    otherRegion: 'Si Dexcom no reconoce su usuario, vuelva y cambie esto.',
    go: 'Ir a Dexcom',
    time: 'Allí tiene diez minutos.',
    refusals: {
      unreachable: {
        title: 'Ahora no podemos conectar con Dexcom.',
        words: 'No se ha conectado nada. Pruebe otra vez dentro de unos minutos.',
      },
      throttledByGateway: {
        title: 'Ha ido a Dexcom demasiadas veces.',
        words: 'Espere diez minutos y pruebe otra vez.',
      },
      unsettled: {
        title: 'No sabemos si ha funcionado.',
        words: 'Puede iniciar sesión en Dexcom otra vez.',
      },
    },
  },
  consenting: {
    title: 'Inicie sesión en Dexcom y vuelva',
    words: 'La página de Dexcom se ha abierto en otra pestaña. Inicie sesión allí y acepte.',
    open: 'Abrir la página de Dexcom',
    again: 'Empezar otra vez',
    looking: 'Deje esta página abierta. Sigue sola cuando usted termine.',
    asking: 'Estamos preguntando qué dijo Dexcom.',
  },
  history: {
    coming: {
      title: 'Sus valores pasados están llegando',
      words: 'Ha funcionado. Ahora los recibimos de Dexcom, primero los más nuevos.',
    },
    here: { title: 'Está conectado', words: 'Sus valores pasados ya están aquí.' },
    refused: {
      title: 'Está conectado',
      words: 'Dexcom no da sus valores pasados por ahora. Preguntamos otra vez cada día.',
    },
    progressLabel: 'Días que ya están',
    progress: (done, all) => `Ya están ${done} de ${all} días.`,
    late: 'Los valores nuevos llegan de una a tres horas más tarde. Así los envía Dexcom.',
    leave: 'No hace falta que espere. Sigue sin usted.',
    next: (team) => `Desde ahora ${team} recibe cada valor nuevo.`,
    states: {
      CREDENTIALS_REFUSED: {
        title: 'Dexcom no ha renovado su permiso',
        words: 'Puede pasar, y lo probamos otra vez. ¿Retiró su permiso? Pida un enlace nuevo.',
      },
      NEEDS_ATTENTION: {
        title: 'Dexcom ya no acepta su permiso',
        words: 'Necesita un enlace nuevo para iniciar sesión en Dexcom otra vez.',
      },
    },
  },
  signIn: {
    title: 'Inicie sesión en Dexcom',
    titleAgain: 'Inicie sesión en Dexcom otra vez',
    own: 'Use los datos de quien lleva el sensor. Los de un seguidor no sirven.',
    dependent: 'Use los datos de quien lleva el sensor, como su hijo. No los de usted.',
    name: 'Usuario de Dexcom',
    nameHint:
      'El que muestra la aplicación Dexcom en Perfil o Ajustes, en Cuenta: un usuario, un correo o ' +
      'un teléfono como +34 600 000 000. Las cuentas antiguas y los niños tienen un usuario.',
    password: 'Contraseña de Dexcom',
    passwordHint: 'No es la contraseña de Nightscout.',
    show: 'Mostrar la contraseña',
    hide: 'Ocultar la contraseña',
    forgot: '¿La olvidó? Cámbiela en Dexcom',
    region: 'Cuenta creada',
    change: 'Cambiar',
    connect: 'Conectar',
    safe: (team) =>
      `Su contraseña va al servidor de ${team}, y de allí a Dexcom. Se guarda cifrada.`,
    nameMissing: 'Escriba su usuario de Dexcom.',
    nameTooLong: 'Este nombre es demasiado largo. Revíselo.',
    phonePlus: 'Un teléfono empieza con + y el país, como +34.',
    passwordMissing: 'Escriba su contraseña de Dexcom.',
    passwordTooLong: 'Esta contraseña es demasiado larga. Revísela.',
    wait: (minutes, seconds) =>
      minutes > 0
        ? `Puede conectar en ${minutes} ${minutes === 1 ? 'minuto' : 'minutos'}.`
        : `Puede conectar en ${seconds} segundos.`,
    waitWhy: 'Esperamos un poco entre dos intentos, para que Dexcom no bloquee su cuenta.',
    waitLabel: 'Puede intentarlo otra vez en',
    waitOver: 'Ya puede intentarlo.',
  },
  refusals: {
    refused: {
      title: 'Dexcom no aceptó este usuario y contraseña.',
      words:
        'Revise cuatro cosas. ¿De quién son los datos? ¿Es el usuario que muestra la aplicación, y no ' +
        'solo un correo? ¿Es correcta la contraseña? ¿Dónde se creó la cuenta?',
    },
    refusedLast: {
      title: 'Dexcom no aceptó este usuario y contraseña.',
      words:
        'Espere ahora y pruebe antes sus datos en la página de Dexcom. Otro fallo puede bloquear su cuenta.',
    },
    lockedOut: {
      title: 'Dexcom ha bloqueado esta cuenta por poco tiempo.',
      words:
        'No entre en ningún sitio hasta que pase el tiempo. Una contraseña vieja en otra aplicación puede mantener el bloqueo.',
    },
    throttledByGateway: {
      title: 'Era demasiado pronto.',
      words: 'Esperamos un poco, para que Dexcom no bloquee su cuenta.',
    },
    throttledByDexcom: {
      title: 'Dexcom nos pide que esperemos.',
      words: 'No es culpa suya. Puede seguir cuando pase el tiempo.',
    },
    unreachable: {
      title: 'Ahora no podemos conectar con Dexcom.',
      words: 'No sabemos si sus datos son correctos. Inténtelo cuando pase el tiempo.',
    },
    limited: {
      title: 'Han llegado demasiadas peticiones desde aquí.',
      words: 'Espere un poco. Después inténtelo otra vez.',
    },
    offline: {
      title: 'No tiene conexión.',
      words: 'No se envió nada. Inténtelo cuando vuelva la conexión.',
    },
    lost: {
      title: 'Se ha cortado la conexión.',
      words: 'No ha cambiado nada. Revise su internet e inténtelo otra vez.',
    },
    fault: {
      title: 'Algo ha fallado en nuestro lado.',
      words: 'No ha cambiado nada. Inténtelo más tarde o pida ayuda.',
    },
    unsettled: {
      title: 'Aún no sabemos si ha funcionado.',
      words: 'Seguimos mirando y se lo diremos aquí. No inicie sesión dos veces.',
    },
  },
  problems: {
    accountTaken: {
      title: 'Esta cuenta de Dexcom ya se usa aquí',
      words: (team) => `Está conectada a otra persona de ${team}. Ellos pueden arreglarlo.`,
    },
    otherAccount: {
      title: 'Usted tiene aquí otra cuenta de Dexcom',
      words: (team) => `Primero hay que desconectarla. Pídalo a ${team}.`,
    },
    replaceAccount: {
      words: () => '¿Quiere usar la cuenta nueva en su lugar? Entonces inicie sesión otra vez.',
      yes: 'Usar la cuenta nueva',
    },
    notConnected: {
      title: 'No hay nada que renovar',
      words: () => 'Su cuenta ya no está conectada. Puede conectarla ahora.',
      start: 'Conectarla ahora',
    },
    consentRefused: {
      title: 'No ha aceptado en Dexcom',
      words: () => 'No se ha conectado nada. ¿Pulsó el botón equivocado? Pruebe otra vez.',
    },
    consentExpired: {
      title: 'Ha tardado demasiado',
      words: () => 'En Dexcom tiene diez minutos. No se ha conectado nada. Pruebe otra vez.',
    },
    otherWearer: {
      title: 'Esta parece la cuenta de otra persona',
      words: (team) =>
        `Sus valores no son los que ${team} tiene de usted, por eso no se ha conectado nada. ` +
        'Use el usuario de la persona que lleva el sensor.',
    },
    notConfigured: {
      title: 'Esto aún no se puede hacer aquí',
      words: (team) => `${team} no puede conectar esto en Dexcom. Dígaselo.`,
    },
    appFull: {
      title: 'Ahora no hay sitio',
      words: (team) =>
        `Dexcom deja que ${team} conecte solo a unas pocas personas por ahora. Dígales que estaba lleno.`,
    },
    tryAgain: 'Probar otra vez',
    otherRegion: 'La cuenta está en otro lugar',
    otherWay: 'Usar usuario y contraseña',
    unknown: {
      title: 'Esto no ha funcionado',
      words: (team) => `Pida ayuda a ${team} y dígales estas palabras:`,
    },
  },
  tokens: {
    UNKNOWN: {
      title: 'Este enlace no funciona',
      words: 'Puede que falte una parte. Ábralo otra vez desde el mensaje que recibió.',
    },
    EXPIRED: { title: 'Este enlace ha terminado', words: 'Un enlace sirve una hora.' },
    USED: { title: 'Este enlace ya se usó', words: 'Un enlace sirve una sola vez.' },
    REVOKED: { title: 'Este enlace se retiró', words: 'Ya no funciona.' },
    ask: (team) => `Pida un enlace nuevo a ${team}.`,
    someTeam: 'quien se lo envió',
  },
  connecting: {
    title: 'Conectando',
    sending: 'Enviamos sus datos a Dexcom',
    judging: 'Dexcom los comprueba',
    reading: 'Pedimos sus valores',
    slow: 'Seguimos en ello.',
    slower: 'Tarda mucho. Deje esta página abierta.',
    lost: 'Se cortó la conexión. Comprobamos si ha funcionado.',
    leave: 'No hemos terminado. Si sale ahora, aún puede funcionar.',
  },
  watching: {
    checkAgain: 'Comprobar otra vez',
    checking: 'Preguntando a Dexcom …',
    nextCheck: (seconds) => `Puede comprobar otra vez en ${seconds} segundos.`,
    nothingNew: (time) => `Hemos preguntado a las ${time}. Aún no ha cambiado nada.`,
    notAsked: 'Ahora no hemos podido preguntar. Seguimos mirando nosotros.',
    noChecks: 'Desde ahora miramos nosotros.',
    mendShare: 'Cómo se hace',
    mendFollower: 'Cómo se hace',
    goWithout: 'Continuar sin esperar',
    timeLeft: 'Tiempo restante:',
    sensorError: {
      title: 'El acceso funciona, pero el sensor tiene un error',
      words:
        'Mire su aplicación Dexcom, que dice qué hacer. Casi todos los errores pasan en tres horas. ' +
        'Mientras tanto, mida su azúcar de otra manera.',
    },
    oldReading: {
      title: 'El acceso funciona, pero sus datos son viejos',
      words:
        '¿Está el teléfono encendido, con conexión y cerca del sensor? ¿Ha terminado el sensor? ' +
        '¿Marca el teléfono la hora correcta? En unos minutos podremos decirle más.',
    },
    wait: (minutes, seconds) =>
      minutes > 0
        ? `Esto acaba en ${minutes} ${minutes === 1 ? 'minuto' : 'minutos'}.`
        : `Esto acaba en ${seconds} segundos.`,
    waitOver: 'Ya ha pasado el tiempo. Seguimos nosotros.',
    lookOver: 'Esta página ha dejado de mirar. Sus datos siguen llegando solos.',
    looking: 'Seguimos mirando nosotros. Puede salir de esta página.',
    late: [
      '¿Está activo Share?',
      '¿Le sigue alguien?',
      '¿Ha pasado el sensor sus primeras horas?',
      '¿Está el teléfono con internet y cerca del sensor?',
      '¿Son los datos de quien lleva el sensor?',
    ],
    lateHints: [
      'Stelo no puede compartir. Se puede entrar con Stelo, pero no llegan datos.',
      'Con la cuenta propia de un padre se puede entrar, pero no tiene datos. Use la del niño.',
    ],
    renewed: 'Esta cuenta ya estaba conectada. La hemos renovado.',
  },
  states: {
    FRESH: { title: 'Está conectado', words: 'Sus datos llegan.' },
    DELAYED: {
      title: 'Está conectado',
      words: 'Su último dato es algo viejo. Tenga el teléfono cerca del sensor y con conexión.',
    },
    WAITING: {
      title: 'Sus datos de acceso funcionan',
      words:
        'Ahora esperamos el primer dato. Puede tardar unos minutos. ' +
        'Deje el teléfono con internet y cerca del sensor.',
    },
    NO_RECENT_DATA: {
      title: 'El acceso funciona, pero no llega ningún dato nuevo',
      words:
        'Dexcom no ha tenido ninguno en 20 minutos o más. ¿Está el teléfono encendido, con conexión y ' +
        'cerca del sensor? ¿Ha terminado el sensor?',
    },
    SHARING_OFF: {
      title: 'El acceso funciona, pero Share está apagado',
      words: 'Active Share en su aplicación Dexcom.',
    },
    NO_FOLLOWER: {
      title: 'El acceso funciona, pero nadie le sigue',
      words: 'Invite a un seguidor en su aplicación Dexcom.',
    },
    CREDENTIALS_REFUSED: {
      title: 'Dexcom no ha aceptado su acceso ahora',
      words:
        'Puede pasar. Lo intentamos pronto otra vez. ¿Cambió su contraseña? Pida un enlace nuevo.',
    },
    NEEDS_ATTENTION: {
      title: 'Dexcom no acepta su acceso',
      words: 'Necesita un enlace nuevo, para entrar otra vez.',
    },
    LOCKED_OUT: {
      title: 'Dexcom ha bloqueado su cuenta por poco tiempo',
      words: 'No entre en ningún sitio hasta que pase el tiempo. Después seguimos nosotros.',
    },
    THROTTLED: {
      title: 'Dexcom nos pide que esperemos',
      words: 'No tiene que hacer nada. Seguimos nosotros.',
    },
    UNREACHABLE: {
      title: 'Ahora no podemos conectar con Dexcom',
      words: 'No tiene que hacer nada. Seguimos intentándolo.',
    },
    CLOCK_WRONG: {
      title: 'El reloj de su teléfono está mal',
      words:
        'Sus datos llegan con una hora equivocada. Deje que el teléfono ponga la hora solo: ' +
        'Ajustes, luego General o Sistema, luego Fecha y hora.',
    },
    GATEWAY_FAULT: {
      title: 'Algo falla en nuestro lado',
      words: 'Su acceso funciona. Diga a quien le envió el enlace que no llegan datos.',
    },
    DISCONNECTED: {
      title: 'Ya no está conectado',
      words: 'Puede conectar otra vez con un enlace nuevo.',
    },
    NOT_POLLED: {
      title: 'El acceso funciona, pero no preguntamos a Dexcom',
      words: 'Es culpa nuestra. Dígalo a quien le envió el enlace.',
    },
  },
  done: {
    reading: 'Su último dato',
    low: 'BAJO',
    high: 'ALTO',
    unit: 'mg/dL',
    otherUnit: 'mmol/L',
    age: (minutes) =>
      minutes < 1 ? 'ahora mismo' : `hace ${minutes} ${minutes === 1 ? 'minuto' : 'minutos'}`,
    trends: {
      NONE: '',
      DOUBLE_UP: 'sube muy rápido',
      SINGLE_UP: 'sube rápido',
      FORTY_FIVE_UP: 'sube',
      FLAT: 'estable',
      FORTY_FIVE_DOWN: 'baja',
      SINGLE_DOWN: 'baja rápido',
      DOUBLE_DOWN: 'baja muy rápido',
      NOT_COMPUTABLE: '',
      RATE_OUT_OF_RANGE: '',
    },
    next: (team) =>
      `${team} recibe desde ahora cada dato nuevo. Deje Share activo y conserve un seguidor.`,
    returnTo: (team) => `Volver a ${team}`,
    canClose: 'Puede cerrar esta página.',
  },
  closing: {
    title: 'No se ha conectado nada',
    words: 'Puede abrir el enlace otra vez mientras sirva.',
    underWay: {
      title: 'Salió antes de que acabáramos',
      words:
        'Sus datos de acceso ya se enviaron, y puede que funcione. No entre otra vez enseguida.',
    },
    question: '¿Quiere parar? Se pierde lo que escribió.',
    stop: 'Parar',
    stay: 'Quedarme',
  },
};
