// @ts-check
/**
 * French, français. One word for one thing, as in the documents of the Organization:
 * applicant = déposant; office = office; office record = enregistrement d’office; record = enregistrement; register = registre;
 * identifier = identifiant; name form = forme du nom; legal form = forme juridique; patent family = famille de brevets; cluster = groupe;
 * proposal = proposition; judgement = appréciation; reviewer = examinateur; evidence = éléments de preuve; reason = motif;
 * probability = probabilité; matching = rapprochement; approve = approuver; reject = rejeter; defer = différer; relate = apparenter;
 * consent = consentement; link = rattacher; unlink = détacher; merge = fusionner; split = scinder; amend = modifier; revoke = révoquer;
 * chain = chaîne; anchor = ancrer; batch = lot; proof = preuve (fichier); key = clé; issue = question; contest = contester.
 */

export default {
  shell: {
    product: 'GID Pilot', audience: 'Console des offices de PI', pages: 'Pages', skip: 'Aller au contenu',
    api: 'Description de l’API (OpenAPI)', loading: 'Chargement…', title: '{page} – GID Pilot',
    actingFor: 'Au nom de', reviewer: 'Examinateur', unknownPage: 'Cette page n’existe pas.',
    language: 'Langue', comma: ', ', stop: '.',
  },
  nav: { dashboard: 'Aperçu', review: 'Examen', lookup: 'Recherche', report: 'Rapport' },
  report: {
    contents: 'Sections', files: 'En HTML, PDF, Markdown, JSON et CSV :', asPage: 'Ouvrir dans une page à part', issues: 'Journal des questions',
  },
  issues: {
    title: 'Journal des questions', lead: 'Ce que la normalisation des noms soulève pour les décideurs ; une partie est relevée par le système, le reste est soulevé par des personnes.',
    count: { one: '{count} question', many: '{count} de questions', other: '{count} questions' }, none: 'Aucune question n’est consignée.', category: 'Catégorie', severity: 'Gravité', office: 'Office',
    summary: 'Question', action: 'Mesure proposée', state: 'État', open: 'Ouverte', closed: 'Close', close: 'Clore', closedNow: 'La question est close.',
    resolution: 'Comment la question {id} a été réglée', how: 'Comment elle a été réglée', raise: 'Soulever une question', raised: 'La question a été soulevée.', everyOffice: 'tous',
    contest: 'Contester {gid}',
  },
  issueCategories: {
    legal: 'Juridique', policy: 'Politique générale', stakeholder: 'Parties prenantes', 'data quality': 'Qualité des données', technical: 'Technique', governance: 'Gouvernance', cost: 'Coût',
  },
  severities: { high: 'élevée', medium: 'moyenne', low: 'faible' },
  legal: {
    short: 'Ce n’est pas un identifiant de l’OMPI.',
    sentence: 'Le GID est un index pilote sans effet juridique : le droit au titre, la titularité et les inscriptions relèvent des registres des offices.',
  },
  failure: {
    title: 'L’opération n’a pas pu être effectuée', away: 'Le service ne répond pas. Vérifiez la connexion, puis réessayez.',
    retry: 'Réessayer', unknown: 'Le service a répondu par une erreur (HTTP {status}).',
  },
  probability: {
    above: '> {limit}', below: '< {limit}', almostCertain: 'presque certain', veryLikely: 'très probable', likely: 'probable',
    open: 'indécis', unlikely: 'peu probable', veryUnlikely: 'très peu probable',
  },
  evidence: {
    title: 'Éléments de preuve', for: 'pour', against: 'contre', versus: 'comparé à', neutral: 'sans poids',
    minor: { one: '{count} autre motif de faible poids', many: '{count} d’autres motifs de faible poids', other: '{count} autres motifs de faible poids' }, none: 'Rien n’a été comparé ici.',
    hint: 'Chaque barre est le poids d’un motif, en logarithme de la cote : vers la droite pour un seul déposant, vers la gauche contre.',
  },
  dashboard: {
    title: 'Les déposants de {count} offices, un identifiant chacun', empty: 'Aucun enregistrement d’office n’a encore été téléversé.',
    emptyHint: 'Téléversez un extrait avec « gid import », puis revenez à cette page.',
    lead: 'Des enregistrements d’offices en {scripts} écritures sont comparés ; des personnes tranchent les cas douteux ; chaque identifiant est ancré sur une chaîne que les offices partagent.',
    asOf: 'Chiffres au {moment}.',
    figures: 'Chiffres', offices: 'offices', records: 'enregistrements d’offices', scripts: 'écritures', clusters: 'groupes',
    crossOffice: 'liens entre offices', identifiers: 'GID ancrés', waiting: 'en attente d’examen', batches: 'lots sur la chaîne',
    gas: 'gaz par identifiant', notMeasured: 'pas encore',
    funnelTitle: 'Des enregistrements aux identifiants', funnelRecords: 'enregistrements d’offices', funnelClusters: 'groupes',
    funnelIdentifiers: 'identifiants ancrés',
    funnelShare: '{share} de l’étape précédente',
    funnelText: '{records} enregistrements d’offices forment {clusters} groupes ; {identifiers} identifiants sont ancrés.',
    sharedTitle: 'Déposants communs aux offices', sharedText: 'Nombre de déposants ayant des enregistrements dans les deux offices. La taille du cercle représente les enregistrements de l’office, la largeur du trait les déposants communs.',
    sharedTable: 'Déposants communs, office par office', sharedNone: 'Aucun déposant n’est encore commun à plusieurs offices.',
    sharedLine: '{left} et {right} : {count} en commun', office: 'Office',
    scriptTitle: 'Enregistrements par écriture', scriptTable: 'Enregistrements d’offices par écriture du nom déposé', script: 'Écriture',
    record: 'Enregistrements', share: 'Part', officeTable: 'Offices', ledger: 'Registre distribué',
    chain: 'Chaîne', registry: 'Contrat de registre', head: 'Tête', block: 'Bloc',
    stateTitle: 'Propositions par état', proposals: 'Propositions',
  },
  states: {
    proposed: 'Proposé', deferred: 'Différé', approved: 'Approuvé', rejected: 'Rejeté', submitted: 'Envoyé à la chaîne',
    anchored: 'Ancré', failed: 'En échec', superseded: 'Remplacé', active: 'Actif', merged: 'Fusionné', revoked: 'Révoqué',
  },
  kinds: {
    register: 'Attribution', link: 'Rattachement', merge: 'Fusion', split: 'Scission', amend: 'Modification', revoke: 'Révocation', unlink: 'Détachement',
    rename: 'Changement de nom',
  },
  review: {
    title: 'Examen', queue: 'Propositions en attente', queueCount: { one: '{count} proposition', many: '{count} de propositions', other: '{count} propositions' },
    order: 'Les plus lourdes de conséquences et les plus douteuses d’abord', state: 'État', kind: 'Type', all: 'Tous', filters: 'Filtrer',
    empty: 'Rien n’attend ici.', emptyHint: 'Choisissez un autre état, ou revenez lorsque des offices auront téléversé des enregistrements.',
    more: 'Afficher plus', choose: 'Choisissez une proposition dans la liste.', shortcuts: 'Clavier',
    records: { one: '{count} enregistrement', many: '{count} d’enregistrements', other: '{count} enregistrements' },
    position: 'Proposition {position} sur {total}', whyWaiting: 'Pourquoi elle attend', back: 'Retour à la liste',
    question: {
      register: 'S’agit-il d’un seul déposant ? L’approbation lui attribue un nouveau GID.',
      registerOne: 'L’approbation attribue à ce déposant un nouveau GID.',
      link: 'Est-ce le déposant que désigne {gid} ? L’approbation y rattache l’enregistrement.',
      merge: '{gid} et {other} désignent-ils un seul déposant ? L’approbation fusionne le plus récent avec le plus ancien.',
      split: 'La fusion de {other} avec {gid} était-elle une erreur ? L’approbation l’en sépare de nouveau, avec les enregistrements qu’il a apportés.',
      unlink: 'Ces enregistrements sont-ils étrangers à {gid} ? L’approbation en retire le dernier côté.',
      unlinkApart: 'Le dernier côté est-il un autre déposant que {gid} ? L’approbation l’en retire et lui attribue son propre GID.',
      amend: 'L’approbation remplace ce qui est ancré pour {gid} par la version ci-dessous.',
      revoke: 'L’approbation révoque {gid}, qui ne sera plus jamais utilisé.',
      other: 'Approuvez, rejetez ou différez.',
    },
    opinion: 'Avis du rapprochement : {words}', caution: 'Les noms suggèrent ; les identifiants, les familles, les adresses et les personnes décident.',
    judgements: 'Appréciations à ce jour', judgement: '{by}, {office}', noJudgement: 'Personne ne s’est encore prononcé sur cette proposition.',
    earlier: 'Appréciations antérieures sur les mêmes enregistrements', thatProposal: 'Voir cette proposition', raisedBy: 'proposée par {by}',
    cut: 'Séparer', cutRecord: 'Séparer {record}',
    members: 'Tous les enregistrements de cette proposition', side: 'Côté', sideOf: 'Côté de {record}',
    sidesHint: 'Si certains vont ensemble et d’autres non : indiquez les côtés, puis rejetez. Chaque côté devient un déposant distinct.',
    sidesMarked: 'Le rejet maintiendrait {count} côtés séparés.', oneSide: 'Tous les enregistrements sont du même côté : approuvez plutôt.', pairs: 'Paires comparées',
    keyMissing: 'Approuvée, mais la clé de {offices} n’est pas sur cette machine ; elle n’est donc pas envoyée d’ici. Revenez sur l’approbation, ou ancrez là où se trouve la clé.',
    noPair: 'Cette proposition contient un seul enregistrement ; rien n’est comparé.',
    waiting: {
      approved: 'Approuvée. Elle partira avec le prochain lot.', consents: 'Approuvée. Elle sera envoyée avec le consentement de {offices}.', submitted: 'Envoyée à la chaîne ; en attente du reçu.',
      anchored: 'Ancrée sur la chaîne.', rejected: 'Rejetée. Le rapprochement gardera ces enregistrements séparés.',
      failed: 'La chaîne l’a refusée. Elle reste ici jusqu’à ce que quelqu’un s’en occupe.', deferred: 'Différée. Il est encore possible de la trancher.',
      superseded: 'Des enregistrements plus récents ont remplacé cette proposition ; il n’y a plus rien à décider ici.',
    },
  },
  consequences: {
    title: 'Effet de l’approbation', newGid: 'un nouveau GID', noGid: 'aucun GID', none: 'n’existe pas', becomes: 'devient', more: 'et {count} autres enregistrements',
    stays: 'Les enregistrements des offices, les deux numéros et tout l’historique demeurent.', signing: 'Le consentement de {offices} est nécessaire.',
    sending: '{offices} agissent avec leurs propres clés, ce qui vaut consentement.',
    undo: {
      split: 'Une erreur se corrige par une scission.', merge: 'Une erreur se corrige par une fusion.', link: 'Une erreur se corrige en rattachant de nouveau les enregistrements.',
      unlink: 'Une erreur se corrige en détachant les enregistrements.', revoke: 'Une erreur se corrige en révoquant le numéro.', amend: 'Une erreur se corrige par la version suivante de l’enregistrement.',
      registerAgain: 'Un numéro révoqué ne revient jamais ; ses enregistrements peuvent recevoir un autre numéro.',
    },
  },
  consents: {
    title: 'Consentements', notCalled: 'Le consentement des offices sera demandé dès que la chaîne répondra.',
    missing: 'En attente de {offices} ; les signatures valent jusqu’au {until}.', complete: 'Tous les offices concernés ont donné leur consentement.',
    sends: 'envoie la transaction', given: 'a consenti', notYet: 'n’a pas encore consenti',
    sign: 'Consentir avec la clé de {office}', paste: 'Signature de {office}', send: 'Remettre', typedData: 'Ce qui est signé (EIP-712)',
    elsewhere: 'L’office signe là où se trouve sa clé : {command}',
  },
  steps: {
    title: 'De la proposition à la chaîne', proposed: 'Proposée', approved: 'Approuvée', consents: 'Consentements', sent: 'Envoyée', anchored: 'Ancrée',
    done: 'fait', open: 'à venir', waitsFor: 'attend {offices}', proof: 'Preuve',
  },
  bulk: {
    title: 'Accepter plusieurs propositions à la fois', open: 'Accepter en nombre', lead: 'Attributions, rattachements et modifications en attente dont la probabilité atteint le seuil que vous indiquez. Les fusions et tout ce qui annule quelque chose se décident toujours un par un ; les enregistrements dont les identifiants se contredisent sont écartés.',
    least: 'Probabilité minimale, en pour cent', count: 'Compter', accept: { one: 'Accepter {count} proposition', many: 'Accepter {count} de propositions', other: 'Accepter {count} propositions' },
    found: { one: '{count} proposition, {records} enregistrements', many: '{count} de propositions, {records} enregistrements', other: '{count} propositions, {records} enregistrements' }, lowest: 'probabilité la plus faible parmi elles : {probability}',
    leftOut: {
      one: '{count} écartée : identifiants contradictoires ou enregistrements modifiés', many: '{count} écartées : identifiants contradictoires ou enregistrements modifiés',
      other: '{count} écartées : identifiants contradictoires ou enregistrements modifiés',
    },
  },
  chainAway: { title: 'La chaîne ne répond pas.', text: 'Tout fonctionne sauf l’envoi : les décisions sont conservées et partiront vers la chaîne à son retour.' },
  change: {
    title: 'Proposer un changement', lead: 'Il est versé dans la file d’examen ; rien ne change avant que quelqu’un l’approuve.', what: 'Qu’est-ce qui est inexact ?',
    kinds: {
      merge: 'Le même déposant a un autre GID (fusion)', split: 'Une fusion était une erreur (scission)', cut: 'Un enregistrement est celui d’un autre déposant (le séparer)',
      unlink: 'Un enregistrement n’a pas sa place ici (détachement)', revoke: 'Ce numéro ne devrait pas exister (révocation)',
    },
    otherGid: 'L’autre GID', whichGid: 'Quel GID fusionné', whichRecord: 'Quel enregistrement', preview: 'Montrer ce qui en résulterait', propose: 'Verser dans la file',
  },
  contest: {
    title: 'Quelque chose est inexact ?', lead: 'Les déposants et leurs mandataires peuvent contester ce que dit cette page. Le message est versé au journal des questions du projet pilote et l’office y répond.',
    text: 'Qu’est-ce qui est inexact, et comment le savez-vous ?', weight: 'Importance', send: 'Envoyer', done: 'Merci. C’est consigné au journal des questions.',
    severity: { low: 'faible', medium: 'moyenne', high: 'très grande' },
  },
  certificate: {
    title: 'Certificat d’identifiant mondial de déposant', print: 'Imprimer le certificat',
    records: { one: '{count} enregistrement d’office :', many: '{count} d’enregistrements d’offices :', other: '{count} enregistrements d’offices :' },
    asOf: 'Imprimé le {moment}. Le fichier de preuve qui l’accompagne peut être vérifié par quiconque : gid verify.',
  },
  batch: {
    title: 'Rechercher en nombre : un CSV de noms', lead: 'Un en-tête avec « name », ainsi que « country », « city », « language », « lei » lorsqu’ils sont connus. La réponse est votre fichier avec, pour chaque ligne, la meilleure correspondance, sa probabilité et les éléments de preuve.',
    file: 'Fichier CSV', progress: 'Questions traitées', done: '{done} sur {count} traitées', download: 'Télécharger les réponses',
    noNames: 'Le fichier n’a pas de colonne « name », ou pas de lignes.', tooMany: 'Au plus {count} lignes à la fois ; pour des fichiers plus grands : gid search --queries.',
  },
  anchoring: {
    ready: { one: '{count} proposition approuvée est prête pour la chaîne.', many: '{count} de propositions approuvées sont prêtes pour la chaîne.', other: '{count} propositions approuvées sont prêtes pour la chaîne.' },
    waiting: { one: '{count} proposition approuvée attend des consentements.', many: '{count} de propositions approuvées attendent des consentements.', other: '{count} propositions approuvées attendent des consentements.' },
    send: 'Envoyer à la chaîne', sending: 'Envoi à la chaîne et attente des reçus…',
    done: 'Ancrés : {registered} nouveaux GID, {linked} rattachements, {transactions} transactions.',
    keyMissing: {
      one: '{count} proposition attend la clé de {office}, qui n’est pas ici.', many: '{count} de propositions attendent la clé de {office}, qui n’est pas ici.',
      other: '{count} propositions attendent la clé de {office}, qui n’est pas ici.',
    },
    failed: { one: '{count} a été refusée ; voir l’état « En échec ».', many: '{count} ont été refusées ; voir l’état « En échec ».', other: '{count} ont été refusées ; voir l’état « En échec ».' },
  },
  compare: {
    title: 'Côte à côte', field: 'Champ', differs: 'diffère', name: 'Nom tel que déposé',
    romanisation: 'Romanisé', legalForm: 'Forme juridique', kind: 'Nature du déposant', place: 'Ville, pays', identifiers: 'Identifiants',
    otherNames: 'Autres noms', received: 'Reçu', families: 'Familles de brevets', localId: 'Numéro de l’office', gid: 'GID', none: '—',
    legend: 'Gras et souligné : diffère de l’autre côté.', scripts: 'Les noms sont dans des écritures différentes : comparez les lignes romanisées.',
    same: 'identique des deux côtés', sameMark: 'identique', otherMark: 'entièrement différent', moreFamilies: '{count} en tout',
  },
  applicantKinds: { legalPerson: 'personne morale', natural: 'personne physique', naturalPerson: 'personne physique', unknown: 'inconnue' },
  nameKinds: {
    legal: 'officiel', former: 'ancien', short: 'abrégé', transliteration: 'translittération', translation: 'traduction', trading: 'commercial',
  },
  decision: {
    title: 'Votre décision', approve: 'Approuver', reject: 'Rejeter', relate: 'Apparentés', defer: 'Différer', reopen: 'Revenir dessus', reason: 'Motif', optional: 'facultatif',
    required: 'obligatoire', confirmApprove: 'Approuver', confirmReject: 'Rejeter', confirmRelate: 'Apparentés, non identiques', confirmDefer: 'Différer', cancel: 'Annuler',
    sending: 'Sauvegarde…', reasonMissing: 'Veuillez indiquer un motif : le lecteur suivant en aura besoin.', undo: 'Annuler',
    done: { approve: 'Approuvé : {name}', reject: 'Rejeté : {name}', relate: 'Apparentés, non identiques : {name}', defer: 'Différé : {name}', reopen: 'Décision retirée : {name}' },
    undoReason: 'Retirée par l’examinateur',
    presets: {
      approve: ['Même déposant', 'Confirmé par un identifiant', 'Confirmé par le dossier de l’office'],
      reject: ['Déposants différents', 'Homonymie fortuite', 'Autre forme juridique'],
      relate: ['Même groupe, autre entité juridique', 'Prédécesseur ou successeur', 'Succursale ou site de l’autre'],
      defer: ['Interroger l’autre office', 'Documents nécessaires', 'Inscription en instance'],
    },
    effect: {
      approve: 'Tous les enregistrements deviennent un seul déposant.', reject: 'Chaque côté reste un déposant distinct ; le rapprochement ne posera plus la question.',
      relate: 'Chaque côté reste un déposant distinct ; leurs pages indiquent qu’ils sont apparentés.',
      defer: 'Rien ne change ; la proposition attend sous « Différé ».',
      approveChange: 'Ce qui est montré ci-dessus est exécuté.', rejectChange: 'Tout reste en l’état.',
    },
    stale: 'Quelqu’un d’autre s’est prononcé sur cette proposition pendant votre lecture ; votre décision n’a donc pas été sauvegardée. La version actuelle figure ci-dessous ; votre motif est conservé.',
  },
  shortcuts: {
    title: 'Clavier', enabled: 'Les touches simples sont actives', close: 'Fermer', key: 'Touche', action: 'Effet',
    next: 'Proposition suivante', previous: 'Proposition précédente', approve: 'Approuver', reject: 'Rejeter', relate: 'Apparentés, non identiques', cut: 'Séparer l’enregistrement de droite', bulk: 'Accepter en nombre', defer: 'Différer',
    undo: 'Annuler la dernière décision', nextPair: 'Paire suivante de cette proposition', help: 'Cette aide', escape: 'Quitter le champ du motif, fermer une fenêtre',
    enter: 'Confirmer la décision', hint: 'Les touches sont ignorées pendant la saisie dans un champ. Tab et Entrée fonctionnent partout.',
  },
  lookup: {
    title: 'Rechercher un déposant', label: 'Nom, GID ou numéro de l’office',
    hint: 'Dans toute écriture : une société, une personne, un ancien nom ; « GID 0000 … », le numéro propre à un office, un LEI ou un numéro d’entreprise.', nowCalled: 'est un ancien nom ; nom actuel :',
    button: 'Rechercher', none: 'Aucun déposant n’a été trouvé.', noneHint: 'Essayez moins de mots, une autre graphie, ou le numéro propre à l’office.',
    found: { one: '{count} déposant trouvé', many: '{count} de déposants trouvés', other: '{count} déposants trouvés' }, why: 'Pourquoi',
    office: 'Office', top: 'Les {count} meilleurs sont affichés.', gidCheck: 'Ce GID contient une faute de frappe : ses chiffres de contrôle ne concordent pas. Veuillez le comparer à votre source.',
    more: 'Afficher plus',
  },
  applicant: {
    copy: 'Copier le GID', copied: 'Copié', proof: 'Télécharger la preuve', proofHint: 'Chacun peut vérifier ce fichier sur la chaîne, sans avoir à nous faire confiance : {command}',
    method: 'Le nom normalisé a été choisi par la méthode « {method} », version {version}. C’est une entrée d’index, et non un nom enregistré.',
    nameForms: 'Formes du nom', name: 'Nom', kind: 'Type', written: 'Langue, écriture', offices: 'Offices',
    records: 'Enregistrements d’offices', place: 'Lieu', localId: 'Numéro de l’office', identifiers: 'Identifiants', scheme: 'Système', value: 'Valeur', noIdentifiers: 'Aucun office n’a fourni d’autre identifiant.',
    history: 'Historique', noHistory: 'Rien ne s’est encore passé.', chain: 'Sur la chaîne', batch: 'Lot', block: 'Bloc', root: 'Racine de Merkle', transaction: 'Transaction',
    registry: 'Contrat de registre', chainId: 'Chaîne', position: 'Position dans le lot', commitment: 'Engagement', office: 'Attribué par', notAnchored: 'Pas encore ancré.',
    noData: 'La chaîne ne contient qu’une empreinte salée, aucun nom.',
    graph: 'Comment les enregistrements se tiennent', graphText: 'Chaque cercle est un enregistrement d’office ; le chiffre d’un trait est la probabilité que les deux soient un seul déposant.',
    links: 'Liens', from: 'Enregistrement', to: 'Enregistrement', probability: 'Probabilité', single: 'Un seul enregistrement d’office ; rien à comparer.', noLinks: 'Aucune paire de ces enregistrements n’a été évaluée ; ils ont des identifiants communs ou ont été rattachés à la main.',
    merged: '{old} a été fusionné avec ce déposant. Les deux numéros mènent ici.', revoked: 'Ce GID a été révoqué. Il est conservé pour que les anciennes références restent compréhensibles.',
    unknown: 'Aucun déposant ne porte ce GID.', back: 'Retour à la recherche', eventBy: 'par {who}', batchShort: 'lot {batch}', blockShort: 'bloc {block}', truncated: 'Le graphique montre les {count} premiers enregistrements sur {total}.',
    legal: 'Ce n’est pas un identifiant de l’OMPI', contest: 'Contester cette entrée', since: 'Reçu', relations: 'Liens de parenté', relatedTo: 'Apparenté à', notRegistered: 'sans GID', mergedHere: 'Ces numéros mènent également ici :',
    formerly: 'Anciennement', withOther: 'avec', qr: 'Code QR de l’adresse de cette page',
  },
  methods: { 'most-filed': 'C’est la graphie le plus souvent déposée, parmi les noms du meilleur type disponible.' },
  events: {
    registered: 'Attribué', amended: 'Modifié', linked: 'Rattaché', unlinked: 'Détaché', merged: 'Fusionné',
    split: 'Scindé', 'force-unlinked': 'Détaché par le conseil', revoked: 'Révoqué', renamed: 'Renommé', related: 'Jugé apparenté', proposed: 'Proposé', approved: 'Approuvé', rejected: 'Rejeté', deferred: 'Différé', reopened: 'Décision retirée',
    uploaded: 'Téléversé',
  },
};
