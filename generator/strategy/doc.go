// Package strategy holds the ways in which a source asks for samples, a file
// each. A [Strategy] gives the next [Ask] and makes of each object of its
// answer a draft of a sample, a further ask, or a reason why it is neither;
// package ask does the rest: endpoints, pace, budgets, filters, records.
//
// A strategy never waits and never talks to anybody, so what it sends for a
// given state and answer is a matter of golden files. What it draws, it draws
// from the seed of the ask.
//
// # Methods
//
// What is built after which paper, and the test that holds it to its rule:
//
//	ZeroGen (Ye 2022)                     zerogen.go           TestZerogen_QuotasWithinOne
//	AttrPrompt (Yu 2023)                  attributes.go        TestAttributes_ValuesFitTheLabelAndVary
//	  its attributes, proposed            propose.go           TestPropose_WritesWhatTheTaskFileTakes
//	TinyStories (Eldan 2023)              seed_words.go        TestSeedWords_TextsWithoutTheStemsAreRefused
//	Self-Instruct (Wang 2023)             self_instruct.go     TestSelfInstruct_SixAndTwoExamplesAndNoneAlike
//	Unnatural Instructions (Honovich '23) unnatural.go         TestUnnatural_ThreeExamplesThenAColdResponse
//	  its paraphrases                     paraphrase.go        TestParaphrase_KeepsTheLabelInOtherWords
//	Evol-Instruct (Xu 2023)               evolve.go            TestEvolve_LinksToItsParentAndSaysWhyItDrops
//	UltraChat (Ding 2023)                 dialogue.go          TestDialogue_RolesAlternateAndEveryLeafComesBeforeOneComesAgain
//	Back-translation, Humpback (Li 2024)  backtranslate.go     TestBacktranslate_TheOutputIsTheSourceByteForByte
//	DataTune (Gandhi 2024)                transform.go         TestTransform_EveryRowIsASampleOrRefused
//	SynthIE (Josifoski 2023)              reverse.go           TestReverse_TheLabelComesFirstAndTheWayBackIsASignal
//	Synthetic Prompting (Shao 2023)       backward_forward.go  TestBackwardForward_BothAnswersMustAgree
//	Explore-Instruct (Wan 2023)           tree.go              TestTree_GrowsBeforeItIsUsed
//	ClinGen (Xu 2023)                     knowledge.go         TestKnowledge_EveryFactOnce
//	OSS-Instruct (Wei 2023)               inspire.go           TestInspire_ProvenanceHasFileAndOffset
//	GPT3Mix (Yoo 2021)                    mix.go               TestMix_SoftLabelsSumToOne
//	Constitutional AI (Bai 2022)          critique.go          TestCritique_KeepsDraftAndPrinciple
//	S3 (Wang 2023)                        from_errors.go       TestFromErrors_AsksInProportionToTheErrors
//	Self-Prompting (Li 2022)              pipeline.go          TestPipeline_StepsRunInOrderAndWhatIsOnTheWayIsKept
//	Zero- and few-shot labels, CoT        label.go             TestLabel_ReasonsFirstAndKeepsTheLabelWhenThatIsCutOff
//	AnnoLLM (He 2024)                     label.go             TestLabel_ExplainsDemonstrationsOnce
//	  which rows first (LLMaAA '23)       acquire.go           TestLabel_AsksFirstAboutWhatTheStudentDoubts
//	Confusable labels (Sahu 2022)         state.go             TestSteering_CorrectionsRaiseWhatIsAskedForAndItFallsBack
//	DINO (Schick and Schütze 2021)        pairs.go             TestPairs_OneFirstTextHasASecondForEachLabelAndAScore
//	MetaMath, backward (Yu 2024)          fobar.go             TestFobar_TheAnswerBackwardMustBeTheMaskedNumber
//	WizardMath, WizardCoder (Luo 2023)    evolve.go            TestEvolve_OperatorsOfTheTaskFile
//	Instruction induction (Honovich '23)  induce.go            TestInduceGuidelines_FromExamplesAloneAsADraft
//	Prompt2Model (Viswanathan 2023)       induce.go            TestDraftTask_CanBeRunAsItIs
//
// And beside it, in package ask and those that it uses:
//
//	KATE, vote-k, LAB, cluster-complex    demo                 TestNearest_…, TestVoteK_…, TestLeaf_…, TestClusterComplex_…
//	ProGen's influence, FewGen's margin   demo/taught.go       TestTaught_NoWrongLabelIsShown, TestInfluence_IsWhatLeavingOutShows
//	FreeAL, demonstrations of its own     ask/trusted.go       TestDemonstrations_MadeOnesStandInUntilReviewersTookEnough
//	Calibration by the domain (Fei 2023)  ask/witness.go       TestSignals_ALeaningModelBecomesUniform
//	Votes for the uncertain (Wang 2021)   ask/vote.go          TestSignals_VotesAreSpentOnTheUncertainPart
//	Agreement of responses (SymGen 2023)  ask/verify.go        TestVotes_TheAnswerOfTheMajorityIsKept
//	  a check of the user's own           ask/verify.go        TestVerify_ItsVerdictIsASignalAndItsOutputTheVote
//	Judge (AlpaGasus, Chen 2023)          ask/conclude.go      TestFilters_TheJudgeHoldsBack
//	  a classifier in its place (phi-1)   ask/understudy.go    TestJudge_TheUnderstudySparesRequestsWhereItHasProvedRight
//	CLLM, SunGen, agreement of neighbours ask/apprentice.go    TestStudent_SignalsTellWrongLabels
//	ToxiGen, what the student gets wrong  ask/apprentice.go    TestFilters_KnownHoldsBackWhatTheStudentKnows
//	SuperGen's likelihood (Meng 2022)     ask/filter.go        TestFilters_TopKeepsWhatTheModelFindsLikely
//	Suppressed words (Chung 2023)         ask/avoid.go         TestAvoid_TheMoreAWordIsUsedTheEarlierItIsNamed
//	Verbalizers (GPT3Mix, Yoo 2021)       prompt/verbal.go     TestVerbalizer_AnswersAreLabelsAgain
//	System messages in turn (Orca 2023)   ask/run.go           TestRoles_TakeTurnsAndStandInTheRecord
//
// Filters by rules, MinHash, ROUGE-L and test files are in ask/filter*.go, symbolic
// generation in package offline.
//
// What needs a large model to be trained is not built: the tuning of FewGen,
// Ada-Instruct, private synthesis, pre-training on formal languages. Words are not
// suppressed by logit_bias, which is told in numbers of a model's own tokens that
// nobody here knows.
package strategy
