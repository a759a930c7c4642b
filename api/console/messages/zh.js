// @ts-check
/**
 * Chinese (Simplified), 简体中文. One word for one thing, as in the documents of the Organization:
 * applicant = 申请人; office = 局 (主管局); office record = 主管局记录; record = 记录; register = 登记簿; identifier = 标识符;
 * name form = 名称形式; legal form = 法律形式; patent family = 专利族; cluster = 聚类;
 * proposal = 提案; judgement = 裁定; reviewer = 审核员; evidence = 证据; reason = 理由; probability = 概率; matching = 匹配程序;
 * approve = 批准; reject = 驳回; defer = 推迟; relate = 有关联; consent = 同意; link = 关联; unlink = 取消关联; merge = 合并;
 * split = 拆分; amend = 修改; revoke = 撤销; chain = 链; anchor = 上链; batch = 批次; proof = 证明; key = 密钥;
 * issue = 问题; contest = 提出异议.
 */

export default {
  shell: {
    product: 'GID Pilot', audience: '知识产权局控制台', pages: '页面', skip: '跳至正文',
    api: 'API 说明（OpenAPI）', loading: '正在加载…', title: '{page} – GID Pilot',
    actingFor: '所代表的局', reviewer: '审核员', unknownPage: '没有此页面。',
    language: '语言', comma: '，', stop: '。',
  },
  nav: { dashboard: '概览', review: '审核', lookup: '查询', report: '报告' },
  report: {
    contents: '章节', files: 'HTML、PDF、Markdown、JSON 和 CSV 格式：', asPage: '作为单独页面打开', issues: '问题记录',
  },
  issues: {
    title: '问题记录', lead: '名称标准化向政策制定者提出的问题；一部分由系统发现，其余由人员提出。',
    count: { other: '{count} 个问题' }, none: '没有记录在案的问题。', category: '类别', severity: '严重程度', office: '局',
    summary: '问题', action: '建议的行动', state: '状态', open: '待处理', closed: '已关闭', close: '关闭', closedNow: '问题已关闭。',
    resolution: '问题 {id} 的处理方式', how: '处理方式', raise: '提出问题', raised: '问题已提出。', everyOffice: '全部',
    contest: '对 {gid} 提出异议',
  },
  issueCategories: {
    legal: '法律', policy: '政策', stakeholder: '利益攸关方', 'data quality': '数据质量', technical: '技术', governance: '治理', cost: '费用',
  },
  severities: { high: '高', medium: '中', low: '低' },
  legal: {
    short: '并非产权组织的标识符。',
    sentence: 'GID 是试点索引，不具法律效力：权利资格、所有权和登记变更仍以各局登记簿为准。',
  },
  failure: {
    title: '无法完成此操作', away: '服务没有响应。请检查连接，然后重试。',
    retry: '重试', unknown: '服务返回错误（HTTP {status}）。',
  },
  probability: {
    above: '> {limit}', below: '< {limit}', almostCertain: '几乎确定', veryLikely: '很有可能', likely: '有可能',
    open: '未定', unlikely: '不太可能', veryUnlikely: '极不可能',
  },
  evidence: {
    title: '证据', for: '支持', against: '反对', versus: '对照', neutral: '无权重',
    minor: { other: '另有 {count} 项权重很小的理由' }, none: '此处没有进行比较。',
    hint: '每一条表示一项理由的权重（对数几率）：向右支持为同一申请人，向左反对。',
  },
  dashboard: {
    title: '{count} 个局的申请人，一人一个标识符', empty: '尚未上传任何主管局记录。',
    emptyHint: '请用“gid import”上传数据摘录，然后回到此页面。',
    lead: '比较以 {scripts} 种文字书写的主管局记录；存疑情形由人员决定；每个标识符均在各局共享的链上留存。',
    asOf: '数据截至 {moment}。',
    figures: '数据', offices: '局', records: '主管局记录', scripts: '文字', clusters: '聚类',
    crossOffice: '跨局关联', identifiers: '已上链的 GID', waiting: '待审核', batches: '链上批次',
    gas: '每个标识符所耗 gas', notMeasured: '尚无',
    funnelTitle: '从记录到标识符', funnelRecords: '主管局记录', funnelClusters: '聚类',
    funnelIdentifiers: '已上链的标识符',
    funnelShare: '占上一步的 {share}',
    funnelText: '{records} 条主管局记录构成 {clusters} 个聚类；{identifiers} 个标识符已上链。',
    sharedTitle: '各局共有的申请人', sharedText: '在两个局均有记录的申请人数量。圆的大小表示该局的记录数，线的粗细表示共有申请人的数量。',
    sharedTable: '各局之间共有的申请人', sharedNone: '各局之间尚无共有的申请人。',
    sharedLine: '{left} 与 {right}：共有 {count}', office: '局',
    scriptTitle: '按文字分列的记录', scriptTable: '按申报名称的文字分列的主管局记录', script: '文字',
    record: '记录', share: '占比', officeTable: '各局', ledger: '账本',
    chain: '链', registry: '登记合约', head: '链头', block: '区块',
    stateTitle: '按状态分列的提案', proposals: '提案',
  },
  states: {
    proposed: '已提出', deferred: '已推迟', approved: '已批准', rejected: '已驳回', submitted: '已发送上链',
    anchored: '已上链', failed: '失败', superseded: '已被取代', active: '有效', merged: '已合并', revoked: '已撤销',
  },
  kinds: {
    register: '注册', link: '关联', merge: '合并', split: '拆分', amend: '修改', revoke: '撤销', unlink: '取消关联',
    rename: '更名',
  },
  review: {
    title: '审核', queue: '待处理的提案', queueCount: { other: '{count} 项提案' },
    order: '影响最大、疑问最多者在前', state: '状态', kind: '类型', all: '全部', filters: '筛选',
    empty: '此处没有待处理事项。', emptyHint: '请选择其他状态，或在各局上传记录后再来。',
    more: '显示更多', choose: '请从列表中选择一项提案。', shortcuts: '键盘',
    records: { other: '{count} 条记录' },
    position: '第 {position} 项提案，共 {total} 项', whyWaiting: '待处理原因', back: '返回列表',
    question: {
      register: '这些是同一申请人吗？批准后以一个新的 GID 注册。',
      registerOne: '批准后以新的 GID 注册该申请人。',
      link: '这是 {gid} 所代表的申请人吗？批准后将该记录与其关联。',
      merge: '{gid} 和 {other} 代表同一申请人吗？批准后将较新的并入较早的。',
      split: '将 {other} 并入 {gid} 是错误吗？批准后连同其带来的记录一并拆分出来。',
      unlink: '这些记录不属于 {gid} 吗？批准后从中移出最后一方。',
      unlinkApart: '最后一方是 {gid} 以外的另一申请人吗？批准后将其移出并单独注册。',
      amend: '批准后以下方版本取代 {gid} 在链上的内容。',
      revoke: '批准后撤销 {gid}，且永不再用。',
      other: '批准、驳回或推迟。',
    },
    opinion: '匹配程序的意见：{words}', caution: '名称只作提示；由标识符、专利族、地址和人员作出决定。',
    judgements: '迄今的裁定', judgement: '{by},{office}', noJudgement: '尚无人对该提案作出裁定。',
    earlier: '此前对相同记录的裁定', thatProposal: '查看该提案', raisedBy: '由 {by} 提出',
    cut: '拆出', cutRecord: '拆出 {record}',
    members: '该提案的全部记录', side: '方', sideOf: '{record} 所属的一方',
    sidesHint: '如果其中一部分同属一方而其他不是：请标明各方，然后驳回。每一方将成为单独的申请人。',
    sidesMarked: '驳回后 {count} 方将保持分开。', oneSide: '所有记录都在同一方：请改为批准。', pairs: '已比较的记录对',
    keyMissing: '已批准，但 {offices} 的密钥不在本机，因此不会从此处发送。请撤回，或在密钥所在处上链。',
    noPair: '该提案只有一条记录，没有可比较的内容。',
    waiting: {
      approved: '已批准。将随下一批次发送。', consents: '已批准。待 {offices} 同意后发送。', submitted: '已发送上链，等待回执。',
      anchored: '已上链。', rejected: '已驳回。匹配程序将把这些记录分开。',
      failed: '链拒绝了该提案。在有人处理之前保留于此。', deferred: '已推迟。仍可作出决定。',
      superseded: '较新的记录取代了该提案，此处已无须决定。',
    },
  },
  consequences: {
    title: '批准的后果', newGid: '新的 GID', noGid: '无 GID', none: '不存在', becomes: '变为', more: '以及另外 {count} 条记录',
    stays: '各局的记录、两个号码以及全部历史均予保留。', signing: '须经 {offices} 同意。',
    sending: '{offices} 以自己的密钥操作，即为同意。',
    undo: {
      split: '错误可通过拆分纠正。', merge: '错误可通过合并纠正。', link: '错误可通过重新关联记录纠正。',
      unlink: '错误可通过取消记录的关联纠正。', revoke: '错误可通过撤销号码纠正。', amend: '错误可通过记录的下一版本纠正。',
      registerAgain: '撤销的号码不会恢复；其记录可用另一号码注册。',
    },
  },
  consents: {
    title: '同意', notCalled: '链恢复响应后即向各局征求同意。',
    missing: '等待 {offices}；签名有效至 {until}。', complete: '所有相关局均已同意。',
    sends: '发送交易', given: '已同意', notYet: '尚未同意',
    sign: '以 {office} 的密钥表示同意', paste: '{office} 的签名', send: '提交', typedData: '签名内容（EIP-712）',
    elsewhere: '该局在其密钥所在处签名：{command}',
  },
  steps: {
    title: '从提案到上链', proposed: '已提出', approved: '已批准', consents: '同意', sent: '已发送', anchored: '已上链',
    done: '已完成', open: '尚未进行', waitsFor: '等待 {offices}', proof: '证明',
  },
  bulk: {
    title: '一次接受多项提案', open: '批量接受', lead: '概率达到或高于您所设数值的待处理注册、关联和修改。合并以及任何取消操作始终逐项决定；标识符相互矛盾的记录不包括在内。',
    least: '概率下限（百分比）', count: '统计', accept: { other: '接受 {count} 项提案' },
    found: { other: '{count} 项提案，含 {records} 条记录' }, lowest: '其中最低概率：{probability}',
    leftOut: { other: '{count} 项未包括在内：标识符相互矛盾或记录已变更' },
  },
  chainAway: { title: '链没有响应。', text: '除发送外一切正常：决定会保留，待链恢复后发送上链。' },
  change: {
    title: '提议变更', lead: '变更将列入审核队列；经批准之前不作任何改动。', what: '哪里有误？',
    kinds: {
      merge: '同一申请人另有 GID（合并）', split: '合并有误（拆分）', cut: '有一条记录属于另一申请人（拆出）',
      unlink: '有一条记录不属于此处（取消关联）', revoke: '该号码不应存在（撤销）',
    },
    otherGid: '另一个 GID', whichGid: '哪个被合并的 GID', whichRecord: '哪条记录', preview: '显示其后果', propose: '列入队列',
  },
  contest: {
    title: '此处有误？', lead: '申请人及其代表可以对此页面的内容提出异议。信息将列入试点的问题记录，由主管局答复。',
    text: '哪里有误？您如何得知？', weight: '重要程度', send: '发送', done: '谢谢。已列入问题记录。',
    severity: { low: '不大', medium: '一般', high: '非常重要' },
  },
  certificate: {
    title: '全球申请人标识符证书', print: '打印证书', records: { other: '{count} 条主管局记录：' },
    asOf: '打印于 {moment}。随附的证明文件任何人均可核验：gid verify。',
  },
  batch: {
    title: '批量查询：名称 CSV 文件', lead: '表头须有“name”，已知时可加“country”“city”“language”“lei”。答复是您的文件，每行附有最佳匹配、其概率和证据。',
    file: 'CSV 文件', progress: '已答复的查询', done: '已答复 {done} / {count}', download: '下载答复',
    noNames: '文件中没有“name”列，或没有数据行。', tooMany: '一次最多 {count} 行；更大的文件请用：gid search --queries。',
  },
  anchoring: {
    ready: { other: '{count} 项已批准的提案可以上链。' },
    waiting: { other: '{count} 项已批准的提案等待同意。' },
    send: '发送上链', sending: '正在发送上链并等待回执…',
    done: '已上链：{registered} 个新 GID，{linked} 项关联，{transactions} 笔交易。',
    keyMissing: { other: '{count} 项提案等待 {office} 的密钥，该密钥不在此处。' },
    failed: { other: '{count} 项被拒绝；见状态“失败”。' },
  },
  compare: {
    title: '逐项对照', field: '字段', differs: '不同', name: '申报名称',
    romanisation: '罗马化', legalForm: '法律形式', kind: '申请人性质', place: '城市、国家', identifiers: '标识符',
    otherNames: '其他名称', received: '收到日期', families: '专利族', localId: '局内编号', gid: 'GID', none: '—',
    legend: '加粗并带下划线：与另一方不同。', scripts: '名称以不同文字书写：请比较罗马化的行。',
    same: '双方相同', sameMark: '相同', otherMark: '完全不同', moreFamilies: '共 {count} 个',
  },
  applicantKinds: { legalPerson: '法人', natural: '自然人', naturalPerson: '自然人', unknown: '不详' },
  nameKinds: {
    legal: '法定名称', former: '曾用名', short: '简称', transliteration: '音译', translation: '意译', trading: '商号',
  },
  decision: {
    title: '您的决定', approve: '批准', reject: '驳回', relate: '有关联', defer: '推迟', reopen: '撤回', reason: '理由', optional: '选填',
    required: '必填', confirmApprove: '批准', confirmReject: '驳回', confirmRelate: '有关联但不相同', confirmDefer: '推迟', cancel: '取消',
    sending: '正在保存…', reasonMissing: '请说明理由：之后的审核员需要了解。', undo: '撤回',
    done: { approve: '已批准：{name}', reject: '已驳回：{name}', relate: '有关联但不相同：{name}', defer: '已推迟：{name}', reopen: '已撤回：{name}' },
    undoReason: '由审核员撤回',
    presets: {
      approve: ['同一申请人', '经标识符证实', '经主管局案卷证实'],
      reject: ['不同的申请人', '名称偶然相同', '法律形式不同'],
      relate: ['同一集团，不同法律实体', '前身或承继者', '另一方的分支机构或场所'],
      defer: ['询问另一局', '需要文件', '登记变更未决'],
    },
    effect: {
      approve: '所有记录归为同一申请人。', reject: '各方仍为单独的申请人；匹配程序不会再次询问。',
      relate: '各方仍为单独的申请人；其页面显示二者有关联。',
      defer: '不作任何改动；提案在“已推迟”下等待。',
      approveChange: '执行上方所示内容。', rejectChange: '一切保持不变。',
    },
    stale: '在您阅读时，他人已对该提案作出裁定，因此您的决定未予保存。当前版本见下方；您填写的理由已保留。',
  },
  shortcuts: {
    title: '键盘', enabled: '单键操作已启用', close: '关闭', key: '按键', action: '功能',
    next: '下一项提案', previous: '上一项提案', approve: '批准', reject: '驳回', relate: '有关联但不相同', cut: '拆出右侧记录', bulk: '批量接受', defer: '推迟',
    undo: '撤回上一决定', nextPair: '该提案的下一对记录', help: '本帮助', escape: '离开理由栏，关闭对话框',
    enter: '确认决定', hint: '在输入栏中键入时忽略单键。Tab 和 Enter 随处可用。',
  },
  lookup: {
    title: '查询申请人', label: '名称、GID 或局内编号',
    hint: '任何文字均可：公司、个人、曾用名；“GID 0000 …”、局内编号、LEI 或企业登记号。', nowCalled: '为曾用名；现名',
    button: '查询', none: '未找到申请人。', noneHint: '请减少词语、换一种写法，或使用局内编号。',
    found: { other: '找到 {count} 个申请人' }, why: '原因',
    office: '局', top: '显示最佳的 {count} 个。', gidCheck: '该 GID 输入有误：校验位不符。请与您的来源核对。',
    more: '显示更多',
  },
  applicant: {
    copy: '复制 GID', copied: '已复制', proof: '下载证明', proofHint: '任何人均可对照链核验该文件，无须信任我们：{command}',
    method: '标准名称按方法“{method}”第 {version} 版选定。它是索引条目，不是注册名称。',
    nameForms: '名称形式', name: '名称', kind: '类型', written: '语言、文字', offices: '局',
    records: '主管局记录', place: '地点', localId: '局内编号', identifiers: '标识符', scheme: '体系', value: '值', noIdentifiers: '没有任何局提供其他标识符。',
    history: '历史', noHistory: '尚无任何事件。', chain: '链上信息', batch: '批次', block: '区块', root: '默克尔根', transaction: '交易',
    registry: '登记合约', chainId: '链', position: '批次中的位置', commitment: '承诺值', office: '注册局', notAnchored: '尚未上链。',
    noData: '链上只有加盐哈希，没有名称。',
    graph: '记录之间的联系', graphText: '每个圆是一条主管局记录；线上的数字是二者为同一申请人的概率。',
    links: '关联', from: '记录', to: '记录', probability: '概率', single: '只有一条主管局记录，没有可比较的内容。', noLinks: '这些记录之间没有计算过概率；它们有共同的标识符或由人工关联。',
    merged: '{old} 已并入该申请人。两个号码均指向此处。', revoked: '该 GID 已撤销。予以保留是为了使旧的引用仍可理解。',
    unknown: '没有具有该 GID 的申请人。', back: '返回查询', eventBy: '由 {who}', batchShort: '批次 {batch}', blockShort: '区块 {block}', truncated: '图中显示 {total} 条记录中的前 {count} 条。',
    legal: '并非产权组织的标识符', contest: '对该条目提出异议', since: '收到日期', relations: '关联关系', relatedTo: '有关联的申请人：', notRegistered: '未注册', mergedHere: '以下号码也指向此处：',
    formerly: '曾用名', withOther: '与', qr: '本页地址的二维码',
  },
  methods: { 'most-filed': '即记录中最优类型名称里申报次数最多的写法。' },
  events: {
    registered: '已注册', amended: '已修改', linked: '已关联', unlinked: '已取消关联', merged: '已合并',
    split: '已拆分', 'force-unlinked': '由理事会取消关联', revoked: '已撤销', renamed: '已更名', related: '裁定为有关联', proposed: '已提出', approved: '已批准', rejected: '已驳回', deferred: '已推迟', reopened: '已撤回',
    uploaded: '已上传',
  },
};
