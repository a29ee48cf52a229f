package identity

// Role is what somebody is, at a node of the region tree and perhaps for a chain.
type Role string

// The roles of domain.md §1.
const (
	TaskForce     Role = "task_force"     // 招商专班（面）
	ChainOffice   Role = "chain_office"   // 链长办（线）
	Bureau        Role = "bureau"         // 区市商务局/招商中心
	TownPark      Role = "town_park"      // 镇街、园区（点）
	Stationed     Role = "stationed"      // 驻外招商组
	Department    Role = "department"     // 部门
	Investor      Role = "investor"       // 企业/客商
	Leader        Role = "leader"         // 市领导/链长
	Auditor       Role = "auditor"        // 审计/纪检
	RuleKeeper    Role = "rule_keeper"    // 口径管理员
	SystemAdmin   Role = "system_admin"   // 系统管理员
	SecurityAdmin Role = "security_admin" // 安全管理员
	AuditAdmin    Role = "audit_admin"    // 审计管理员
)

// Roles is every role, in the order of domain.md.
var Roles = []Role{TaskForce, ChainOffice, Bureau, TownPark, Stationed, Department, Investor, Leader, Auditor, RuleKeeper, SystemAdmin, SecurityAdmin, AuditAdmin}

// Labels is what the screen calls each role.
var Labels = map[Role]string{
	TaskForce: "招商专班", ChainOffice: "链长办", Bureau: "区市招商", TownPark: "镇街园区", Stationed: "驻外招商组",
	Department: "部门", Investor: "客商", Leader: "领导", Auditor: "审计监督", RuleKeeper: "口径管理员",
	SystemAdmin: "系统管理员", SecurityAdmin: "安全管理员", AuditAdmin: "审计管理员",
}

// Verb is something a role may do; where it may do it is the scope's business.
type Verb string

// The verbs.
const (
	ReadProjects   Verb = "project.read"
	CreateProjects Verb = "project.create"
	EditProjects   Verb = "project.edit"
	MoveProjects   Verb = "project.move"
	VoidProjects   Verb = "project.void"
	UploadEvidence Verb = "evidence.upload"
	VerifyEvidence Verb = "evidence.verify"
	ImportLedgers  Verb = "import.run"
	ExportLists    Verb = "export.run"
	ReadFigures    Verb = "figures.read"
	CloseMonths    Verb = "closing.run"
	ManageAccounts Verb = "account.manage"
)

var grants = map[Role][]Verb{
	TaskForce:   {ReadProjects, CreateProjects, EditProjects, MoveProjects, VoidProjects, UploadEvidence, VerifyEvidence, ImportLedgers, ExportLists, ReadFigures, CloseMonths},
	ChainOffice: {ReadProjects, VerifyEvidence, ExportLists, ReadFigures},
	Bureau:      {ReadProjects, CreateProjects, EditProjects, MoveProjects, VoidProjects, UploadEvidence, VerifyEvidence, ImportLedgers, ExportLists, ReadFigures},
	TownPark:    {ReadProjects, CreateProjects, EditProjects, MoveProjects, UploadEvidence, ImportLedgers, ReadFigures},
	Stationed:   {ReadProjects, CreateProjects, EditProjects, UploadEvidence, ReadFigures},
	Department:  {ReadProjects, VerifyEvidence, ReadFigures},
	Leader:      {ReadProjects, ReadFigures},
	Auditor:     {ReadProjects, ReadFigures},
	RuleKeeper:  {ReadProjects, ReadFigures},
	SystemAdmin: {ManageAccounts},
}

// Administrators are the three that nobody holds two of (三员分立).
var Administrators = []Role{SystemAdmin, SecurityAdmin, AuditAdmin}
