// @ts-check
/**
 * Spanish, español. One word for one thing, as in the documents of the Organization:
 * applicant = solicitante; office = oficina; office record = registro de oficina; record = registro; register = registro oficial;
 * identifier = identificador; name form = forma del nombre; legal form = forma jurídica; patent family = familia de patentes;
 * cluster = grupo; proposal = propuesta; judgement = dictamen; reviewer = revisor; evidence = pruebas; reason = motivo;
 * probability = probabilidad; matching = cotejo; approve = aprobar; reject = rechazar; defer = aplazar; relate = relacionar;
 * consent = consentimiento; link = vincular; unlink = desvincular; merge = fusionar; split = dividir; amend = modificar;
 * revoke = revocar; chain = cadena; anchor = anclar; batch = lote; proof = prueba criptográfica; key = clave; issue = cuestión;
 * contest = impugnar.
 */

export default {
  shell: {
    product: 'GID Pilot', audience: 'Consola para oficinas de PI', pages: 'Páginas', skip: 'Ir al contenido',
    api: 'Descripción de la API (OpenAPI)', loading: 'Cargando…', title: '{page} – GID Pilot',
    actingFor: 'En nombre de', reviewer: 'Revisor', unknownPage: 'Esa página no existe.',
    language: 'Idioma', comma: ', ', stop: '.',
  },
  nav: { dashboard: 'Panorama', review: 'Revisión', lookup: 'Consulta', report: 'Informe' },
  report: {
    contents: 'Secciones', files: 'En HTML, PDF, Markdown, JSON y CSV:', asPage: 'Abrir en una página aparte', issues: 'Registro de cuestiones',
  },
  issues: {
    title: 'Registro de cuestiones', lead: 'Lo que la normalización de nombres plantea a los responsables de políticas; una parte la detecta el sistema, el resto lo plantean personas.',
    count: { one: '{count} cuestión', many: '{count} de cuestiones', other: '{count} cuestiones' }, none: 'No consta ninguna cuestión.', category: 'Categoría', severity: 'Gravedad', office: 'Oficina',
    summary: 'Cuestión', action: 'Medida propuesta', state: 'Estado', open: 'Abierta', closed: 'Cerrada', close: 'Cerrar', closedNow: 'La cuestión se ha cerrado.',
    resolution: 'Cómo se resolvió la cuestión {id}', how: 'Cómo se resolvió', raise: 'Plantear una cuestión', raised: 'La cuestión se ha planteado.', everyOffice: 'todas',
    contest: 'Impugnar {gid}',
  },
  issueCategories: {
    legal: 'Jurídica', policy: 'Políticas', stakeholder: 'Partes interesadas', 'data quality': 'Calidad de los datos', technical: 'Técnica', governance: 'Gobernanza', cost: 'Costo',
  },
  severities: { high: 'alta', medium: 'media', low: 'baja' },
  legal: {
    short: 'No es un identificador de la OMPI.',
    sentence: 'El GID es un índice piloto sin efectos jurídicos: el derecho al título, la titularidad y las inscripciones corresponden a los registros oficiales de las oficinas.',
  },
  failure: {
    title: 'No ha sido posible realizar la operación', away: 'El servicio no responde. Compruebe la conexión e inténtelo de nuevo.',
    retry: 'Intentar de nuevo', unknown: 'El servicio respondió con un error (HTTP {status}).',
  },
  probability: {
    above: '> {limit}', below: '< {limit}', almostCertain: 'casi seguro', veryLikely: 'muy probable', likely: 'probable',
    open: 'indeciso', unlikely: 'poco probable', veryUnlikely: 'muy poco probable',
  },
  evidence: {
    title: 'Pruebas', for: 'a favor', against: 'en contra', versus: 'en comparación con', neutral: 'sin peso',
    minor: { one: '{count} motivo más de escaso peso', many: '{count} de motivos más de escaso peso', other: '{count} motivos más de escaso peso' }, none: 'Aquí no se comparó nada.',
    hint: 'Cada barra es el peso de un motivo, en logaritmo de la razón de probabilidades: hacia la derecha a favor de un mismo solicitante, hacia la izquierda en contra.',
  },
  dashboard: {
    title: 'Los solicitantes de {count} oficinas, un identificador cada uno', empty: 'Todavía no se ha cargado ningún registro de oficina.',
    emptyHint: 'Cargue un extracto con «gid import» y vuelva a esta página.',
    lead: 'Se comparan registros de oficinas en {scripts} escrituras; las personas deciden los casos dudosos; cada identificador se ancla en una cadena que comparten las oficinas.',
    asOf: 'Cifras al {moment}.',
    figures: 'Cifras', offices: 'oficinas', records: 'registros de oficina', scripts: 'escrituras', clusters: 'grupos',
    crossOffice: 'vínculos entre oficinas', identifiers: 'GID anclados', waiting: 'pendientes de revisión', batches: 'lotes en la cadena',
    gas: 'gas por identificador', notMeasured: 'todavía no',
    funnelTitle: 'De los registros a los identificadores', funnelRecords: 'registros de oficina', funnelClusters: 'grupos',
    funnelIdentifiers: 'identificadores anclados',
    funnelShare: '{share} del paso anterior',
    funnelText: '{records} registros de oficina forman {clusters} grupos; hay {identifiers} identificadores anclados.',
    sharedTitle: 'Solicitantes comunes a las oficinas', sharedText: 'Número de solicitantes con registros en ambas oficinas. El tamaño del círculo representa los registros de la oficina; el grosor de la línea, los solicitantes comunes.',
    sharedTable: 'Solicitantes comunes, oficina por oficina', sharedNone: 'Todavía no hay solicitantes comunes a varias oficinas.',
    sharedLine: '{left} y {right}: {count} en común', office: 'Oficina',
    scriptTitle: 'Registros por escritura', scriptTable: 'Registros de oficina por escritura del nombre presentado', script: 'Escritura',
    record: 'Registros', share: 'Proporción', officeTable: 'Oficinas', ledger: 'Libro de la cadena',
    chain: 'Cadena', registry: 'Contrato de registro', head: 'Cabeza', block: 'Bloque',
    stateTitle: 'Propuestas por estado', proposals: 'Propuestas',
  },
  states: {
    proposed: 'Propuesto', deferred: 'Aplazado', approved: 'Aprobado', rejected: 'Rechazado', submitted: 'Enviado a la cadena',
    anchored: 'Anclado', failed: 'Fallido', superseded: 'Sustituido', active: 'Activo', merged: 'Fusionado', revoked: 'Revocado',
  },
  kinds: {
    register: 'Asignación', link: 'Vinculación', merge: 'Fusión', split: 'División', amend: 'Modificación', revoke: 'Revocación', unlink: 'Desvinculación',
    rename: 'Cambio de nombre',
  },
  review: {
    title: 'Revisión', queue: 'Propuestas pendientes', queueCount: { one: '{count} propuesta', many: '{count} de propuestas', other: '{count} propuestas' },
    order: 'Primero las de mayor efecto y mayor duda', state: 'Estado', kind: 'Tipo', all: 'Todos', filters: 'Filtrar',
    empty: 'No hay nada pendiente aquí.', emptyHint: 'Elija otro estado, o vuelva cuando las oficinas hayan cargado registros.',
    more: 'Mostrar más', choose: 'Elija una propuesta de la lista.', shortcuts: 'Teclado',
    records: { one: '{count} registro', many: '{count} de registros', other: '{count} registros' },
    position: 'Propuesta {position} de {total}', whyWaiting: 'Por qué está pendiente', back: 'Volver a la lista',
    question: {
      register: '¿Se trata de un mismo solicitante? La aprobación le asigna un nuevo GID.',
      registerOne: 'La aprobación asigna a este solicitante un nuevo GID.',
      link: '¿Es este el solicitante que designa {gid}? La aprobación le vincula el registro.',
      merge: '¿Designan {gid} y {other} a un mismo solicitante? La aprobación fusiona el más reciente con el más antiguo.',
      split: '¿Fue un error la fusión de {other} con {gid}? La aprobación lo separa de nuevo, con los registros que aportó.',
      unlink: '¿Son estos registros ajenos a {gid}? La aprobación retira la última parte.',
      unlinkApart: '¿Es la última parte un solicitante distinto de {gid}? La aprobación la retira y le asigna su propio GID.',
      amend: 'La aprobación sustituye lo anclado para {gid} por la versión que figura abajo.',
      revoke: 'La aprobación revoca {gid}, que no volverá a utilizarse.',
      other: 'Apruebe, rechace o aplace.',
    },
    opinion: 'Opinión del cotejo: {words}', caution: 'Los nombres sugieren; los identificadores, las familias, las direcciones y las personas deciden.',
    judgements: 'Dictámenes hasta la fecha', judgement: '{by}, {office}', noJudgement: 'Nadie se ha pronunciado todavía sobre esta propuesta.',
    earlier: 'Dictámenes anteriores sobre los mismos registros', thatProposal: 'Ver esa propuesta', raisedBy: 'propuesta por {by}',
    cut: 'Separar', cutRecord: 'Separar {record}',
    members: 'Todos los registros de esta propuesta', side: 'Parte', sideOf: 'Parte de {record}',
    sidesHint: 'Si unos van juntos y otros no: indique las partes y rechace. Cada parte pasa a ser un solicitante distinto.',
    sidesMarked: 'El rechazo mantendría separadas {count} partes.', oneSide: 'Todos los registros están en una parte: apruebe en su lugar.', pairs: 'Pares comparados',
    keyMissing: 'Aprobada, pero la clave de {offices} no está en este equipo, por lo que no se envía desde aquí. Retire la aprobación, o ancle donde esté la clave.',
    noPair: 'Esta propuesta contiene un solo registro; no se compara nada.',
    waiting: {
      approved: 'Aprobada. Se enviará con el próximo lote.', consents: 'Aprobada. Se enviará con el consentimiento de {offices}.', submitted: 'Enviada a la cadena; a la espera del recibo.',
      anchored: 'Anclada en la cadena.', rejected: 'Rechazada. El cotejo mantendrá separados estos registros.',
      failed: 'La cadena la rechazó. Permanece aquí hasta que alguien se ocupe de ella.', deferred: 'Aplazada. Todavía puede decidirse.',
      superseded: 'Registros más recientes sustituyeron esta propuesta; aquí no queda nada por decidir.',
    },
  },
  consequences: {
    title: 'Efecto de la aprobación', newGid: 'un nuevo GID', noGid: 'ningún GID', none: 'no existe', becomes: 'pasa a ser', more: 'y {count} registros más',
    stays: 'Se conservan los registros de las oficinas, ambos números y todo el historial.', signing: 'Se necesita el consentimiento de {offices}.',
    sending: '{offices} actúan con sus propias claves, lo que equivale a su consentimiento.',
    undo: {
      split: 'Un error se corrige con una división.', merge: 'Un error se corrige con una fusión.', link: 'Un error se corrige vinculando de nuevo los registros.',
      unlink: 'Un error se corrige desvinculando los registros.', revoke: 'Un error se corrige revocando el número.', amend: 'Un error se corrige con la siguiente versión del registro.',
      registerAgain: 'Un número revocado no vuelve nunca; a sus registros se les puede asignar otro.',
    },
  },
  consents: {
    title: 'Consentimientos', notCalled: 'Se pedirá el consentimiento de las oficinas en cuanto responda la cadena.',
    missing: 'A la espera de {offices}; las firmas valen hasta el {until}.', complete: 'Todas las oficinas interesadas han dado su consentimiento.',
    sends: 'envía la transacción', given: 'ha consentido', notYet: 'aún no ha consentido',
    sign: 'Consentir con la clave de {office}', paste: 'Firma de {office}', send: 'Entregar', typedData: 'Lo que se firma (EIP-712)',
    elsewhere: 'La oficina firma donde está su clave: {command}',
  },
  steps: {
    title: 'De la propuesta a la cadena', proposed: 'Propuesta', approved: 'Aprobada', consents: 'Consentimientos', sent: 'Enviada', anchored: 'Anclada',
    done: 'hecho', open: 'pendiente', waitsFor: 'espera a {offices}', proof: 'Prueba criptográfica',
  },
  bulk: {
    title: 'Aceptar muchas a la vez', open: 'Aceptar muchas', lead: 'Asignaciones, vinculaciones y modificaciones pendientes cuya probabilidad alcanza la que usted indique. Las fusiones y todo lo que deshace algo se deciden siempre una a una; quedan fuera los registros cuyos identificadores se contradicen.',
    least: 'Probabilidad mínima, en por ciento', count: 'Contar', accept: { one: 'Aceptar {count} propuesta', many: 'Aceptar {count} de propuestas', other: 'Aceptar {count} propuestas' },
    found: { one: '{count} propuesta con {records} registros', many: '{count} de propuestas con {records} registros', other: '{count} propuestas con {records} registros' }, lowest: 'la menor probabilidad entre ellas: {probability}',
    leftOut: {
      one: '{count} queda fuera: identificadores contradictorios o registros modificados', many: '{count} quedan fuera: identificadores contradictorios o registros modificados',
      other: '{count} quedan fuera: identificadores contradictorios o registros modificados',
    },
  },
  chainAway: { title: 'La cadena no responde.', text: 'Todo funciona salvo el envío: las decisiones se conservan y se enviarán a la cadena cuando vuelva.' },
  change: {
    title: 'Proponer un cambio', lead: 'Se incorpora a la cola de revisión; nada cambia antes de que alguien lo apruebe.', what: '¿Qué es incorrecto?',
    kinds: {
      merge: 'El mismo solicitante tiene otro GID (fusión)', split: 'Una fusión fue un error (división)', cut: 'Un registro es de otro solicitante (separarlo)',
      unlink: 'Un registro no corresponde aquí (desvinculación)', revoke: 'Este número no debería existir (revocación)',
    },
    otherGid: 'El otro GID', whichGid: 'Qué GID fusionado', whichRecord: 'Qué registro', preview: 'Mostrar su efecto', propose: 'Incorporar a la cola',
  },
  contest: {
    title: '¿Hay algo incorrecto?', lead: 'Los solicitantes y sus representantes pueden impugnar lo que dice esta página. El mensaje pasa al registro de cuestiones del proyecto piloto y lo responde la oficina.',
    text: '¿Qué es incorrecto y cómo lo sabe?', weight: 'Importancia', send: 'Enviar', done: 'Gracias. Consta en el registro de cuestiones.',
    severity: { low: 'poca', medium: 'alguna', high: 'mucha' },
  },
  certificate: {
    title: 'Certificado de identificador mundial de solicitante', print: 'Imprimir el certificado',
    records: { one: '{count} registro de oficina:', many: '{count} de registros de oficina:', other: '{count} registros de oficina:' },
    asOf: 'Impreso el {moment}. Cualquiera puede verificar el archivo de prueba que lo acompaña: gid verify.',
  },
  batch: {
    title: 'Consultar muchos: un CSV de nombres', lead: 'Un encabezado con «name», y con «country», «city», «language» y «lei» cuando se conozcan. La respuesta es su archivo con la mejor coincidencia de cada fila, su probabilidad y las pruebas.',
    file: 'Archivo CSV', progress: 'Consultas respondidas', done: '{done} de {count} respondidas', download: 'Descargar las respuestas',
    noNames: 'El archivo no tiene columna «name», o no tiene filas.', tooMany: 'Como máximo {count} filas a la vez; para archivos mayores: gid search --queries.',
  },
  anchoring: {
    ready: { one: '{count} propuesta aprobada está lista para la cadena.', many: '{count} de propuestas aprobadas están listas para la cadena.', other: '{count} propuestas aprobadas están listas para la cadena.' },
    waiting: { one: '{count} propuesta aprobada espera consentimientos.', many: '{count} de propuestas aprobadas esperan consentimientos.', other: '{count} propuestas aprobadas esperan consentimientos.' },
    send: 'Enviar a la cadena', sending: 'Enviando a la cadena y esperando los recibos…',
    done: 'Anclados: {registered} GID nuevos, {linked} vinculaciones, {transactions} transacciones.',
    keyMissing: {
      one: '{count} propuesta espera la clave de {office}, que no está aquí.', many: '{count} de propuestas esperan la clave de {office}, que no está aquí.',
      other: '{count} propuestas esperan la clave de {office}, que no está aquí.',
    },
    failed: { one: '{count} fue rechazada por la cadena; véase el estado «Fallido».', many: '{count} fueron rechazadas por la cadena; véase el estado «Fallido».', other: '{count} fueron rechazadas por la cadena; véase el estado «Fallido».' },
  },
  compare: {
    title: 'Lado a lado', field: 'Campo', differs: 'difiere', name: 'Nombre según se presentó',
    romanisation: 'Romanizado', legalForm: 'Forma jurídica', kind: 'Tipo de solicitante', place: 'Ciudad, país', identifiers: 'Identificadores',
    otherNames: 'Otros nombres', received: 'Recibido', families: 'Familias de patentes', localId: 'Número de la oficina', gid: 'GID', none: '—',
    legend: 'Negrita y subrayado: difiere de la otra parte.', scripts: 'Los nombres están en escrituras distintas: compare las líneas romanizadas.',
    same: 'igual en ambas partes', sameMark: 'igual', otherMark: 'totalmente distinto', moreFamilies: '{count} en total',
  },
  applicantKinds: { legalPerson: 'persona jurídica', natural: 'persona física', naturalPerson: 'persona física', unknown: 'se desconoce' },
  nameKinds: {
    legal: 'oficial', former: 'anterior', short: 'abreviado', transliteration: 'transliteración', translation: 'traducción', trading: 'comercial',
  },
  decision: {
    title: 'Su decisión', approve: 'Aprobar', reject: 'Rechazar', relate: 'Relacionados', defer: 'Aplazar', reopen: 'Retirar', reason: 'Motivo', optional: 'facultativo',
    required: 'obligatorio', confirmApprove: 'Aprobar', confirmReject: 'Rechazar', confirmRelate: 'Relacionados, no el mismo', confirmDefer: 'Aplazar', cancel: 'Cancelar',
    sending: 'Guardando…', reasonMissing: 'Indique un motivo: quien lo lea después lo necesitará.', undo: 'Deshacer',
    done: { approve: 'Aprobado: {name}', reject: 'Rechazado: {name}', relate: 'Relacionados, no el mismo: {name}', defer: 'Aplazado: {name}', reopen: 'Decisión retirada: {name}' },
    undoReason: 'Retirada por el revisor',
    presets: {
      approve: ['El mismo solicitante', 'Confirmado por un identificador', 'Confirmado por el expediente de la oficina'],
      reject: ['Solicitantes distintos', 'Mismo nombre por casualidad', 'Otra forma jurídica'],
      relate: ['Mismo grupo, otra entidad jurídica', 'Predecesor o sucesor', 'Sucursal o sede del otro'],
      defer: ['Preguntar a la otra oficina', 'Se necesitan documentos', 'Inscripción pendiente'],
    },
    effect: {
      approve: 'Todos los registros pasan a ser de un mismo solicitante.', reject: 'Cada parte sigue siendo un solicitante distinto; el cotejo no volverá a preguntar.',
      relate: 'Cada parte sigue siendo un solicitante distinto; sus páginas indican que están relacionados.',
      defer: 'Nada cambia; la propuesta espera en «Aplazado».',
      approveChange: 'Se hace lo que se muestra arriba.', rejectChange: 'Todo queda como está.',
    },
    stale: 'Otra persona se pronunció sobre esta propuesta mientras usted leía, por lo que su decisión no se guardó. Abajo figura la versión actual; se conserva su motivo.',
  },
  shortcuts: {
    title: 'Teclado', enabled: 'Las teclas sueltas están activadas', close: 'Cerrar', key: 'Tecla', action: 'Efecto',
    next: 'Propuesta siguiente', previous: 'Propuesta anterior', approve: 'Aprobar', reject: 'Rechazar', relate: 'Relacionados, no el mismo', cut: 'Separar el registro de la derecha', bulk: 'Aceptar muchas', defer: 'Aplazar',
    undo: 'Deshacer la última decisión', nextPair: 'Par siguiente de esta propuesta', help: 'Esta ayuda', escape: 'Salir del campo del motivo, cerrar un diálogo',
    enter: 'Confirmar la decisión', hint: 'Las teclas no actúan mientras se escribe en un campo. Tab e Intro funcionan en todas partes.',
  },
  lookup: {
    title: 'Consultar un solicitante', label: 'Nombre, GID o número de la oficina',
    hint: 'En cualquier escritura: una empresa, una persona, un nombre anterior; «GID 0000 …», el número propio de una oficina, un LEI o un número de empresa.', nowCalled: 'es un nombre anterior; nombre actual:',
    button: 'Buscar', none: 'No se ha encontrado ningún solicitante.', noneHint: 'Pruebe con menos palabras, otra grafía o el número propio de la oficina.',
    found: { one: '{count} solicitante encontrado', many: '{count} de solicitantes encontrados', other: '{count} solicitantes encontrados' }, why: 'Por qué',
    office: 'Oficina', top: 'Se muestran los {count} mejores.', gidCheck: 'Este GID tiene un error de escritura: sus dígitos de control no concuerdan. Compárelo con su fuente.',
    more: 'Mostrar más',
  },
  applicant: {
    copy: 'Copiar el GID', copied: 'Copiado', proof: 'Descargar la prueba', proofHint: 'Cualquiera puede verificar este archivo en la cadena, sin tener que confiar en nosotros: {command}',
    method: 'El nombre normalizado se eligió por el método «{method}», versión {version}. Es una entrada de índice, no un nombre inscrito.',
    nameForms: 'Formas del nombre', name: 'Nombre', kind: 'Tipo', written: 'Idioma, escritura', offices: 'Oficinas',
    records: 'Registros de oficina', place: 'Lugar', localId: 'Número de la oficina', identifiers: 'Identificadores', scheme: 'Sistema', value: 'Valor', noIdentifiers: 'Ninguna oficina facilitó otro identificador.',
    history: 'Historial', noHistory: 'Todavía no ha ocurrido nada.', chain: 'En la cadena', batch: 'Lote', block: 'Bloque', root: 'Raíz de Merkle', transaction: 'Transacción',
    registry: 'Contrato de registro', chainId: 'Cadena', position: 'Posición en el lote', commitment: 'Compromiso', office: 'Asignado por', notAnchored: 'Todavía no está anclado.',
    noData: 'La cadena contiene solo un resumen con sal, ningún nombre.',
    graph: 'Cómo se relacionan los registros', graphText: 'Cada círculo es un registro de oficina; la cifra de una línea es la probabilidad de que ambos sean un mismo solicitante.',
    links: 'Vínculos', from: 'Registro', to: 'Registro', probability: 'Probabilidad', single: 'Un solo registro de oficina; nada que comparar.', noLinks: 'No se evaluó ningún par de estos registros; comparten identificadores o se vincularon a mano.',
    merged: '{old} se fusionó con este solicitante. Ambos números conducen aquí.', revoked: 'Este GID fue revocado. Se conserva para que las referencias antiguas sigan siendo comprensibles.',
    unknown: 'Ningún solicitante tiene este GID.', back: 'Volver a la consulta', eventBy: 'por {who}', batchShort: 'lote {batch}', blockShort: 'bloque {block}', truncated: 'El gráfico muestra los primeros {count} de {total} registros.',
    legal: 'No es un identificador de la OMPI', contest: 'Impugnar esta entrada', since: 'Recibido', relations: 'Relaciones', relatedTo: 'Relacionado con', notRegistered: 'sin GID', mergedHere: 'Estos números también conducen aquí:',
    formerly: 'Anteriormente', withOther: 'con', qr: 'Código QR de la dirección de esta página',
  },
  methods: { 'most-filed': 'Es la grafía presentada con más frecuencia, del mejor tipo de nombre disponible.' },
  events: {
    registered: 'Asignado', amended: 'Modificado', linked: 'Vinculado', unlinked: 'Desvinculado', merged: 'Fusionado',
    split: 'Dividido', 'force-unlinked': 'Desvinculado por el consejo', revoked: 'Revocado', renamed: 'Renombrado', related: 'Considerado relacionado', proposed: 'Propuesto', approved: 'Aprobado', rejected: 'Rechazado', deferred: 'Aplazado', reopened: 'Decisión retirada',
    uploaded: 'Cargado',
  },
};
