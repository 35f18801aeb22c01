extension ExportWalk {
    /// A path as the walk writes it: those of the files found under it begin with it.
    package static func absolute(_ path: String) -> String { OpenedExport.absolute(path) }
}
