internal import CarretelCore
internal import CarretelProcessors

/// Looks into the data that a job names, for `carretel check`.
struct JobDataChecker {
    let datasets: NamedDatasets

    /// What is wrong with a job's data, and what is odd about it. Where there is no datasets folder at all nothing can be
    /// said: a file may be checked far from the spool that it is meant for.
    func findings(on request: JobRequest) -> DataFindings {
        guard let processor = BuiltInProcessors.processor(named: request.type) else { return DataFindings() }
        let parameters: JSONValue
        do throws(JSONError) {
            parameters = try JSONValue(parsing: request.parameters)
        } catch {
            // The file was valid a moment ago, so this is told rather than passed over.
            let reason = FailureReason(.permanent, code: "invalid_json", message: error.message)
            return DataFindings(problems: [reason])
        }
        let findings = processor.inspectData(parameters, datasets)
        // Only a type that asked for a dataset can have missed one.
        let hasMissed = findings.problems.contains { $0.code == "dataset_not_found" }
        return hasMissed && !datasets.isThere ? DataFindings(warnings: [notChecked]) : findings
    }

    private var notChecked: Warning {
        Warning(
            code: "dataset_not_checked",
            message: "There is no folder \(datasets.path), so the dataset was not checked; name it with --datasets.")
    }
}
