"""The help of every option in Chinese, by its English."""

OPTIONS: dict[str, str] = {
    "Folder of the page.": "网页所在的文件夹。",
    "A built-in board, or the folder of your own.": "内置的盘,或自己的盘所在文件夹。",
    "What was known on that day.": "当日已知者。",
    "zh or en.": "zh 或 en。",
    "One JSON document on stdout.": "以一份 JSON 输出。",
    "Party or ordered pair 甲→乙.": "方,或有向的一对 甲→乙。",
    "2014, 2014-Q1, 2014年1—8月 …": "2014、2014-Q1、2014年1—8月 …",
    "Of a group, its members too.": "一组之外,也列其成员。",
    "What this board had learned by that day.": "本盘至当日所录者。",
    "Names or codes; a group is its members.": "名称或代码;组即其成员。",
    "Periods; all that are found otherwise.": "时期;不写则取全部。",
    "Only rows with a cell that holds TEXT.": "只列含 TEXT 的行。",
    "Only conflicts with a figure of it.": "只列涉及它的数字的出入。",
    "Only this class.": "只列此类。",
    "Also differences that a vintage or definition explains.": "由版本或口径可解释的差异也列。",
    "Show at most so many.": "至多列出多少。",
    "Only things with more than one edition.": "只列不止一版的事项。",
    "Facts behind a move.": "流所依据的事实。",
    "Constants behind a move, Parquet.": "流所依据的常数,Parquet。",
    "Yearly facts behind it, Parquet.": "流所依据的各年事实,Parquet。",
    "What changes if a fact were so.": "假如某事实如此,有何变化。",
    "The value that is right.": "正确的数值。",
    "Why it is wrong, and where the right one stands.": "错在何处,正确者见于何处。",
    "What the fact prints, to be sure.": "该事实所印的数值,以资核对。",
    "The unit of the value, unless it is the fact's.": "数值的单位;不写则同原事实。",
    "Why it is taken out of account.": "为何不再计入。",
    "The source, as the board knows it.": "来源,用盘上的代码。",
    "Title of a source that the board does not know.": "盘上所无来源的题名。",
    "When it was published.": "发布日期。",
    "When you learned of it; today.": "得知之日;默认今日。",
    "Show what is understood; import nothing.": "只显示如何读懂,不导入。",
    "A mapping file (YAML).": "对照文件 (YAML)。",
    "Write the reading down.": "把读法写成对照文件。",
    "Where cells that cannot be used are listed.": "不能用的单元格列于何处。",
    "Import the rest although cells are refused.": "有单元格不能用时仍导入其余。",
    "Indicator of tables that name none.": "未写指标的表属何指标。",
    "Party of tables that name none.": "未写地区的表属何方。",
    "Period of tables that name none.": "未写时期的表属何时期。",
    "Unit of figures that print none; `board`: each indicator's own.": (
        "未印单位的数字用何单位;`board`: 各指标自己的单位。"
    ),
    "The JSON Schema of mapping files.": "对照文件的 JSON Schema。",
    (
        "tidy (CSV), sdmx (SDMX-CSV 2.0 and structure), package (a folder) or xlsx; follows "
        "from OUT."
    ): ("tidy (CSV)、sdmx (SDMX-CSV 2.0 及结构)、package (文件夹) 或 xlsx;默认由 OUT 推断。"),
    "Only these indicators.": "只取这些指标。",
    "Only these parties or pairs 甲→乙.": "只取这些方或 甲→乙。",
    "Only these periods.": "只取这些时期。",
    "Only these sources.": "只取这些来源。",
    "Of each thing only the figure that counts.": "每一事项只取采用的数字。",
    "Write over what is there.": "覆盖已有的文件。",
    "A long table instead of a board: CSV, or Parquet of any size (also a pattern).": (
        "不用盘而用长表: CSV,或任意大的 Parquet (可用通配)。"
    ),
    "A second table.": "第二张表。",
    "A setting.": "一项设定。",
    "Every measure: what it answers, needs.": "列出所有度量: 回答什么,需要什么。",
    "On a board: these parties.": "在盘上: 这些方。",
    "On a board: these periods.": "在盘上: 这些时期。",
    "On a board: province, city, ...": "在盘上: 省、市等层级。",
    "On a board: the weight.": "在盘上: 权数。",
    "On a board: mix vintages, and mark it.": "在盘上: 允许混用版本,并注明。",
    "These parties (default the headline's).": "这些方 (默认为首页所列)。",
    "These periods.": "这些时期。",
    "The base of published index numbers.": "已公布指数的基期。",
    "Whether domains without data may lack.": "无数据的领域可否缺。",
    "Mix vintages, and mark it.": "允许混用版本,并注明。",
    "The measure, e.g. coupling.": "度量,如 coupling。",
    "Fix a setting.": "固定一项设定。",
    "What a column is.": "某列是什么。",
    "Largest difference (default: rounding).": "最大差异 (默认: 修约)。",
    "Facts: .csv or .xlsx.": "事实: .csv 或 .xlsx。",
    "Also write a settlement sheet.": "同时写出结算单。",
    "Parquet: `case` and a column per constant.": "Parquet: `case` 及每个常数一列。",
    "Parquet: `case`, `year`, amounts in smallest units, `attested_by`.": (
        "Parquet: `case`、`year`、以最小单位计的金额、`attested_by`。"
    ),
    "Where the moves go, as Parquet.": "流写到何处,Parquet。",
    "Whose compacts.": "用哪个盘的约。",
    "Cases: long, wide or items.": "案例: 长表、宽表或条目。",
    "Millions: Parquet in, Parquet out.": "百万级: Parquet 进,Parquet 出。",
    "One case, with its reason.": "一个案例及其因由。",
    "Facts for compacts: .csv or .xlsx.": "约所需的事实: .csv 或 .xlsx。",
    "How the cost is divided.": "费用如何分摊。",
    "Make a token for NAME.": "为 NAME 制一个令牌。",
    "What the new token may do.": "新令牌可以做什么。",
    "Whom a publisher writes about.": "发布者可写哪些方。",
    "How long the new token is good.": "新令牌的有效期。",
    "Make a token worthless.": "作废一个令牌。",
    "Verify the audit log.": "核验审计日志。",
    "Whose parties --party names.": "--party 的名称属哪个盘。",
    "Under which name; a row of publishers.csv.": "以何名义;publishers.csv 中的一行。",
    "Also rows about parties it does not speak for.": "也含并非由其代言之方的行。",
    "Hash what was received before as well.": "先前收到的也重新核对哈希。",
    "Go on looking when facts have arrived, until Ctrl-C.": "有新事实时继续查看,直到 Ctrl-C。",
    "Write the digest here.": "摘要写到此处。",
    "Write --out as a mail message.": "--out 写成邮件。",
    "Post the changes as JSON.": "把变化以 JSON 发送。",
    "Whose last look it is.": "以谁的上次查看为准。",
    "Forget the last look first.": "先忘掉上次查看。",
    "Once or twice.": "一次或两次。",
    "What is added up; else counted.": "汇总哪一列;不写则计数。",
    "Names the firm or person of a record; else each record is another's.": (
        "指明记录属哪家企业或个人;不写则每条各属其主。"
    ),
    "Fewest contributors of a cell that is printed.": "印出的单元格至少有多少个贡献者。",
    "Largest share of one contributor in a printed cell.": "印出的单元格中单个贡献者的最大占比。",
    "How closely a cell left out may not be bounded.": "隐去的单元格不得被推到多近。",
    "Also write it as CSV.": "同时写成 CSV。",
    "Do it; without this nothing is changed.": "执行;不写则什么也不改。",
    "Take back intact parts that no manifest names.": "收回无清单提及的完好分卷。",
    "How many draws.": "抽样多少次。",
    "Seed of the draws.": "抽样的种子。",
    "A long table instead of a board.": "不用盘而用长表。",
    "Did INDICATOR follow this indicator in the past? Gates, and each origin frozen.": (
        "INDICATOR 过去是否随此指标而动:三道检验,并在每个起点冻结。"
    ),
    "Curve as .svg, .png or .json.": "曲线,写为 .svg、.png 或 .json。",
    "Output by region and sector: region,sector,output.": (
        "按地区与部门的产出: region,sector,output。"
    ),
    "Exponent of the location quotient and the range that is drawn from.": (
        "区位商的指数及其抽样范围。"
    ),
    "How many exponents.": "多少个指数。",
    "Each file as if it stood alone.": "每个文件单独看。",
    "Check against a board's facts too.": "也与盘上的事实核对。",
    "The board as it was public on that day.": "盘上当日已公布者。",
    "CSV of indicators.": "指标的 CSV。",
    "Marked text.": "加标记的文本。",
    "Commented copy.": "加批注的副本。",
    (
        "File to write; its ending names the format (.html .docx .xlsx .pdf .txt). Without "
        "it out/BOARD-report.LANG.html."
    ): (
        "写到的文件;扩展名决定格式 (.html .docx .xlsx .pdf .txt)。不写则为 "
        "out/BOARD-report.LANG.html。"
    ),
    "Further formats beside the file; may be repeated.": "此外还要的格式;可重复。",
    "Stable or best total, for the same functions and platforms.": (
        "同样的功能与平台,求稳定或总和最优。"
    ),
    "A board; may be given again.": "一个盘;可重复。",
    "Port.": "端口。",
    "Beyond this machine it needs tokens; see yipan tokens.": (
        "开放到本机之外须有令牌;见 yipan tokens。"
    ),
    "A host name it is reached by.": "访问所用的主机名。",
    "A proxy on this machine ends TLS before it.": "本机的代理已终止 TLS。",
    "Ask for tokens on this machine, too.": "在本机也要求令牌。",
    "Open a browser.": "打开浏览器。",
    "Where to make it; here unless given.": "建在何处;默认当前文件夹。",
    "Bring datapackage.json up to date.": "更新 datapackage.json。",
    "Only this field; may be given again.": "只取此领域;可重复。",
    "At least this TRL.": "技术成熟度不低于此。",
    "Only offers from this place or below.": "只取此地或其下属的供给。",
    "At most this price in 元.": "价格不超过此数 (元)。",
    "Open on that day.": "当日有效。",
    "Write it as a long Parquet table.": "写成 Parquet 长表。",
    "Where the work is done.": "由何处计算。",
    "sc://HOST:PORT, or local; else YIPAN_SPARK.": "sc://主机:端口,或 local;不写则取 YIPAN_SPARK。",
    "Also draw it: .svg .png .csv .json.": "并画成图: .svg .png .csv .json。",
    "first-origin, last-origin, horizons, methods, transform, vintage, scored-on, real-time; "
    "with --lever: lag, form, sign, elasticity": (
        "first-origin、last-origin、horizons、methods、transform、vintage、scored-on、real-time;"
        "有 --lever 时另有 lag、form、sign、elasticity"
    ),
    "Result as .svg, .png, .csv or .json.": "结果画成 .svg、.png,或写成 .csv、.json。",
    "Where a workbench shows these boards, for links: scheme and host.": (
        "供链接用: 工作台的协议与主机。"
    ),
    "Chain as .svg, .png, .csv or .json.": "链画成 .svg、.png,或写成 .csv、.json。",
    "Map as .svg, .png, .csv or .json.": "地图画成 .svg、.png,或写成 .csv、.json。",
}
